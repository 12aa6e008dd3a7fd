"""Signatures: our fast check and the SDK's validator say the same, and nothing talks its way in."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from multidict import MultiDict
from twilio.request_validator import RequestValidator

from bot.errors import Forged
from bot.whatsapp.signature import SignatureCheck, sign, sign_with_shared_key

TOKEN = "12345"
PARAMS = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
    ("Caller", "+14158675309"),
]
REPEATED = [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234")]
TARGET = "/myapp.php?foo=1&bar=2"
PUBLIC = "https://mycompany.com"


def accepts(check, target, params, headers, body=None):
    try:
        check.verify(target, params, headers, body=body)
    except Forged:
        return False
    return True


@pytest.mark.parametrize(
    ("public", "params", "signature"),
    [
        (PUBLIC, PARAMS, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (PUBLIC, REPEATED, "IK+Dwps556ElfBT0I3Rgjkr1wJU="),
        (PUBLIC, PARAMS, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        ("https://mycompany.com:443", PARAMS, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        ("http://mycompany.com", PARAMS, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    ],
)
def test_published_vectors_are_accepted(public, params, signature):
    """Twilio's own examples, ports added and stripped, repeated values."""
    SignatureCheck(TOKEN, {}, public).verify(TARGET, params, {"X-Twilio-Signature": signature})


def test_a_json_body_is_bound_by_its_hash():
    digest = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
    check, target = SignatureCheck(TOKEN, {}, PUBLIC), f"{TARGET}&bodySHA256={digest}"
    headers = {"X-Twilio-Signature": "a9nBmqA0ju/hNViExpshrM61xv4="}
    body = b'{"property": "value", "boolean": true}'
    assert accepts(check, target, (), headers, body)
    assert not accepts(check, target, (), headers, body + b" ")
    assert not accepts(check, TARGET, (), {"X-Twilio-Signature": sign(PUBLIC + TARGET, (), TOKEN)}, body)


def test_our_signature_is_twilios():
    assert sign(PUBLIC + TARGET, PARAMS, TOKEN) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert sign(PUBLIC + TARGET + "#rc=3&rp=5xx", PARAMS, TOKEN) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


words = st.text(max_size=12).map(lambda text: text.encode("utf-8", "replace").decode())
names = st.sampled_from(["Body", "From", "To", "body", "Z", "ä", ""]) | words
urls = st.builds(
    lambda scheme, port: f"{scheme}://shop.example.com{port}",
    st.sampled_from(["http", "https"]),
    st.sampled_from(["", ":80", ":443", ":8443"]),
)
targets = st.sampled_from(["/webhooks/twilio/messages", "/w?ref=a.b%7C1&x=%20", "/%C3%A9/w", "/"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(urls, urls, targets, st.lists(st.tuples(names, words), max_size=8), st.booleans())
def test_agrees_with_the_sdk(configured, signed_as, target, params, tampered):
    """P35: ports, duplicate keys, unicode and empty values: we accept what the SDK's validator accepts."""
    signature = sign(signed_as + target, params, TOKEN)
    heard = [*params, ("New", "")] if tampered else params
    oracle = RequestValidator(TOKEN).validate(configured + target, MultiDict(heard), signature)
    ours = accepts(SignatureCheck(TOKEN, {}, configured), target, heard, {"X-Twilio-Signature": signature})
    assert ours == oracle


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(names, words), max_size=8))
def test_shared_key_signatures_agree_with_the_sdk(params):
    signature = RequestValidator("secret").compute_signature(PUBLIC + TARGET, MultiDict(params), "HMAC_SHA256")
    assert sign_with_shared_key(PUBLIC + TARGET, params, "secret") == signature
    headers = shared(signature)
    SignatureCheck(TOKEN, {"key1": "secret"}, PUBLIC).verify(TARGET, params, headers)


def shared(signature, settings_header="key=key1,algorithm=HMAC_SHA256"):
    return {"X-Twilio-Signature": signature, "X-Twilio-Webhooks-Signature-Settings": settings_header}


@pytest.mark.parametrize(
    "settings_header",
    [
        "key=unknown,algorithm=HMAC_SHA256",
        "key=key1,algorithm=HMAC_SHA1",
        "key=key1,algorithm=HMAC_MD5",
        "key=key1",
        "algorithm=HMAC_SHA1",
        "algorithm=HMAC_SHA256",
        "nonsense",
        ",,==",
    ],
)
def test_the_header_cannot_pick_a_weaker_check(settings_header):
    """Whatever the secret that was used, a header that names nothing configured is a forgery."""
    check = SignatureCheck(TOKEN, {"key1": "secret"}, PUBLIC)
    for signature in (
        sign(PUBLIC + TARGET, PARAMS, TOKEN),
        sign(PUBLIC + TARGET, PARAMS, "secret"),
        sign_with_shared_key(PUBLIC + TARGET, PARAMS, TOKEN),
    ):
        assert not accepts(check, TARGET, PARAMS, shared(signature, settings_header))


def test_a_known_key_needs_its_own_secret():
    check = SignatureCheck(TOKEN, {"key1": "secret", "key2": "other"}, PUBLIC)
    assert accepts(check, TARGET, PARAMS, shared(sign_with_shared_key(PUBLIC + TARGET, PARAMS, "secret")))
    assert accepts(
        check,
        TARGET,
        PARAMS,
        shared(sign_with_shared_key(PUBLIC + TARGET, PARAMS, "other"), " algorithm=hmac_sha256 , key=key2 "),
    )
    assert not accepts(check, TARGET, PARAMS, shared(sign_with_shared_key(PUBLIC + TARGET, PARAMS, "other")))


def test_an_empty_secret_signs_nothing():
    """A setting left empty must not become a key that everybody knows."""
    check = SignatureCheck("", {"key1": ""}, PUBLIC)
    assert not accepts(check, TARGET, PARAMS, {"X-Twilio-Signature": sign(PUBLIC + TARGET, PARAMS, "")})
    assert not accepts(check, TARGET, PARAMS, shared(sign_with_shared_key(PUBLIC + TARGET, PARAMS, "")))


def test_a_missing_signature_is_a_forgery():
    with pytest.raises(Forged):
        SignatureCheck(TOKEN, {}, PUBLIC).verify(TARGET, PARAMS, {})


@pytest.mark.parametrize("target", ["/base/webhooks?x=1", "/webhooks?x=1"])
def test_a_path_prefix_may_be_stripped_by_the_proxy_or_not(target):
    """P35: what Twilio signed is the public URL, whatever the proxy passes on."""
    headers = {"X-Twilio-Signature": sign("https://mycompany.com/base/webhooks?x=1", PARAMS, TOKEN)}
    SignatureCheck(TOKEN, {}, "https://mycompany.com/base/#rc=3").verify(target, PARAMS, headers)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(), st.text(), st.lists(st.tuples(st.text(), st.text()), max_size=4))
def test_garbage_is_a_forgery_and_nothing_else(signature, settings_header, params):
    """Surrogates, NUL and anything else in headers or fields never raise another error."""
    check = SignatureCheck(TOKEN, {"key1": "secret"}, PUBLIC)
    assert not accepts(check, TARGET, params, shared(signature, settings_header))
