from django import template

from members.services.logins import name_of

register = template.Library()

register.filter("person_name", name_of)
