from pathlib import Path

from infra.local.environment import base_environment, function_environment
from infra.local.layout import SERVICES, Addresses

ROOT = Path("/house")
ADDRESSES = Addresses({name: 20_000 + n for n, name in enumerate(SERVICES)})


def an_environment(**caller: str) -> dict[str, str]:
    return function_environment(ADDRESSES, root=ROOT, signer=Path("/state/key.json"), caller=caller)


def test_every_variable_of_the_contract_is_there() -> None:
    environment = an_environment()

    assert set(environment) >= {
        *("GOOGLE_CLOUD_PROJECT", "REGION", "BUCKET", "PUBLIC_URL", "ALLOWED_ORIGINS"),
        *("FIRESTORE_EMULATOR_HOST", "PUBSUB_EMULATOR_HOST", "STORAGE_EMULATOR_HOST"),
        *("FIREBASE_AUTH_EMULATOR_HOST", "CLOUD_TASKS_EMULATOR_HOST", "SIGNING_KEY_FILE"),
        *("SIGNUP_CREDITS", "JOB_DEADLINE_S", "RETRY_BASE_S"),
        *("WAVESPEED_API_KEY", "WAVESPEED_BASE_URL", "WAVESPEED_WEBHOOK_SECRET"),
        *("WAVESPEED_RESULT_HOSTS", "VERTEX_PROJECT", "VERTEX_LOCATION", "VERTEX_BASE_URL"),
        "VERTEX_ACCESS_TOKEN",
    }
    assert environment["GOOGLE_CLOUD_PROJECT"] == "demo-dailies"
    assert environment["PUBLIC_URL"] == ADDRESSES.url("gateway")
    assert environment["FIRESTORE_EMULATOR_HOST"] == ADDRESSES.host_port("firestore")
    assert environment["STORAGE_EMULATOR_HOST"] == ADDRESSES.url("storage")


def test_the_callers_choices_win() -> None:
    environment = an_environment(SIGNUP_CREDITS="7", ACTIVE_JOBS_MAX="2", JOB_DEADLINE_S="9")

    assert environment["SIGNUP_CREDITS"] == "7"
    assert environment["ACTIVE_JOBS_MAX"] == "2"
    assert environment["JOB_DEADLINE_S"] == "9"


def test_the_callers_project_names_the_bucket_too() -> None:
    environment = an_environment(GOOGLE_CLOUD_PROJECT="demo-other")

    assert environment["GOOGLE_CLOUD_PROJECT"] == "demo-other"
    assert environment["BUCKET"] == "demo-other-media"
    assert environment["VERTEX_PROJECT"] == "demo-other"


def test_nobody_is_sent_to_an_emulator_of_somebody_else() -> None:
    environment = an_environment(FIRESTORE_EMULATOR_HOST="elsewhere:1", SIGNING_KEY_FILE="/mine")

    assert environment["FIRESTORE_EMULATOR_HOST"] == ADDRESSES.host_port("firestore")
    assert environment["SIGNING_KEY_FILE"] == "/state/key.json"


def test_secrets_are_new_in_every_run() -> None:
    first, second = an_environment(), an_environment()

    for name in ("WAVESPEED_API_KEY", "WAVESPEED_WEBHOOK_SECRET", "VERTEX_ACCESS_TOKEN"):
        assert first[name] != second[name]


def test_a_child_gets_no_real_credentials_and_does_not_think_it_is_in_the_cloud() -> None:
    caller = {
        "GOOGLE_APPLICATION_CREDENTIALS": "/real.json",
        "K_SERVICE": "jobs",
        "FUNCTION_TARGET": "other",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": "/bin",
    }

    assert set(base_environment(ROOT, caller)) & set(caller) == {"PATH"}


def test_a_proxy_is_not_asked_for_what_is_on_this_machine() -> None:
    environment = base_environment(ROOT, {"NO_PROXY": "corp", "HTTP_PROXY": "http://proxy"})

    assert environment["NO_PROXY"] == "corp,127.0.0.1,localhost"
    assert environment["no_proxy"] == "127.0.0.1,localhost"
