"""The one way from what was typed to an address that can be written to.

For forms, programme files, commands and settings alike.
"""

from email_validator import EmailNotValidError, validate_email


def address_in(text: str) -> str:
    """An address as it stands in headers and envelopes; empty if there is none.

    The domain is in ASCII (punycode), for no header takes another; so is what stands before
    the @, for most mail servers take no other. No look-up is made.
    """
    try:
        found = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return ""
    return found.ascii_email or ""


def as_typed(text: str) -> str:
    """What to look for when somebody names an address: also one that can't be written to."""
    return address_in(text) or text.strip()
