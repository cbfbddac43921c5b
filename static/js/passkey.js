// Keys of the device (WebAuthn): asks the browser, puts its answer into the form, sends the form. Without this file, codes still work.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list = []) => list.map((key) => ({ ...key, id: bytes(key.id) }));

const ask = {
  async create({ publicKey }) {
    const options = { ...publicKey, challenge: bytes(publicKey.challenge), user: { ...publicKey.user, id: bytes(publicKey.user.id) }, excludeCredentials: known(publicKey.excludeCredentials) };
    const made = await navigator.credentials.create({ publicKey: options });
    return { ...describe(made), response: { clientDataJSON: text(made.response.clientDataJSON), attestationObject: text(made.response.attestationObject), transports: made.response.getTransports?.() ?? [] } };
  },
  async get({ publicKey }) {
    const options = { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: known(publicKey.allowCredentials) };
    const got = await navigator.credentials.get({ publicKey: options });
    const { clientDataJSON, authenticatorData, signature, userHandle } = got.response;
    return { ...describe(got), response: { clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData), signature: text(signature), userHandle: userHandle ? text(userHandle) : null } };
  },
};

const describe = (key) => ({ id: key.id, rawId: text(key.rawId), type: key.type, authenticatorAttachment: key.authenticatorAttachment ?? undefined, clientExtensionResults: key.getClientExtensionResults() });

for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  for (const notice of document.querySelectorAll("[data-no-passkey]")) notice.hidden = true;
  const options = JSON.parse(form.querySelector("script[type='application/json']").textContent);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      form.elements.credential.value = JSON.stringify(await ask[form.dataset.passkey](options));
      form.submit();
    } catch {
      form.querySelector("[data-error]").textContent = form.dataset.failed;
    }
  });
}
