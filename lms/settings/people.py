"""Accounts: who logs in, how often one may try, what staff prove. Part of `base`; docs/accounts.md explains it."""

from lms.env import env

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["members.services.logins.LoginBackend"]
PASSWORD_HASHERS = [
    "members.services.logins.LeanArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/masuk/"
LOGIN_REDIRECT_URL = "/belajar/"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
PHONENUMBER_DEFAULT_REGION = "ID"
PHONENUMBER_DB_FORMAT = "E164"

ACCOUNT_ADAPTER = "members.services.logins.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "phone", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_FORMS = {
    "login": "members.forms.logins.LoginForm",
    "change_password": "members.forms.logins.PasswordForm",
    "set_password": "members.forms.passwords.FirstPasswordForm",
    "reset_password": "members.forms.passwords.ResetPasswordForm",
    "reset_password_from_key": "members.forms.passwords.ResetPasswordKeyForm",
    "reauthenticate": "members.forms.second_factor.PasswordAgainForm",
}
ACCOUNT_RATE_LIMITS = {
    "login": "300/5m/ip",
    "login_failed": "5/15m/key,100/15m/ip",
    "login_code": "20/15m/ip",
    "class_code": "20/15m/ip",
    "signup": "100/15m/ip",
    "reset_password": "30/15m/ip,5/15m/key",
    "reset_password_from_key": "30/15m/ip",
    "reauthenticate": "20/15m/user",
    "change_password": "10/15m/user",
    "progress_events": "120/m/user",
    "booklet": "30/15m/ip",
}
"""Five wrong passwords per account and quarter of an hour, from however many addresses; a hall of 40 gets in.

Only wrong codes count as `login_code` and `class_code`; sign-ups count all, so that a class behind one Wi-Fi gets in.
A phone that was offline for weeks sends a few batches in a row; 120 a minute is far above that.
"""
LOGIN_CARD_DAYS = env.int("LOGIN_CARD_DAYS", default=14)
RESET_CODE_HOURS = env.int("RESET_CODE_HOURS", default=24)
PASSWORD_RESET_TIMEOUT = 60 * 60 * 3
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 -- a class

MERGE_UNDO_DAYS = env.int("MERGE_UNDO_DAYS", default=30)

# Second factor of people with a role: docs/accounts.md
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=True)
SECOND_FACTOR_GRACE_HOURS = env.int("SECOND_FACTOR_GRACE_HOURS", default=72)
MFA_ADAPTER = "members.services.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_RECOVERY_CODES_SHOW_ONCE = False
MFA_TOTP_TOLERANCE = 1
"""A phone whose clock is half a minute off still gets in."""
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "members.forms.second_factor.CodeForm",
    "reauthenticate": "members.forms.second_factor.CodeAgainForm",
    "activate_totp": "members.forms.second_factor.ActivateForm",
    "add_webauthn": "members.forms.second_factor.AddPasskeyForm",
    "authenticate_webauthn": "members.forms.second_factor.PasskeyForm",
    "reauthenticate_webauthn": "members.forms.second_factor.PasskeyAgainForm",
}
