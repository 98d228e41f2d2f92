"""What a page of the local cloud is told to talk to lets it in: by its policy, and by CORS."""

from typing import Any
from urllib.parse import urljoin

import pytest

from tests.e2e.cloud import Cloud
from tests.e2e.studio import Person

ORIGINS = ("127.0.0.1", "localhost")


def origin_of(cloud: Cloud, name: str) -> str:
    return str(cloud.ready["gateway"]).replace("127.0.0.1", name)


def preflight(cloud: Cloud, url: str, origin: str, method: str, names: str) -> Any:
    asks = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": names}
    answer = cloud.http.options(url, headers={**asks, "Origin": origin})
    allowed = answer.headers.get("Access-Control-Allow-Headers", "").lower()
    assert answer.is_success, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] in (origin, "*")
    assert method in answer.headers["Access-Control-Allow-Methods"]
    assert set(names.split(",")) <= {name.strip() for name in allowed.split(",")}
    return answer


@pytest.mark.parametrize("name", ORIGINS)
def test_a_page_may_listen_to_the_database_it_is_told_of(cloud: Cloud, name: str) -> None:
    told = cloud.http.get(f"{cloud.ready['gateway']}/__/firebase/init.json").json()
    channel = f"http://{told['emulators']['firestore']}/google.firestore.v1.Firestore/Listen/channel"

    preflight(cloud, channel, origin_of(cloud, name), "POST", "content-type,x-goog-api-client")


@pytest.mark.parametrize("name", ORIGINS)
def test_a_page_may_sign_in_where_it_is_told_to(cloud: Cloud, name: str) -> None:
    told = cloud.http.get(f"{cloud.ready['gateway']}/__/firebase/init.json").json()
    url = f"{told['emulators']['auth']}/identitytoolkit.googleapis.com/v1/accounts:signUp"

    preflight(cloud, url, origin_of(cloud, name), "POST", "content-type,x-client-version")


@pytest.mark.parametrize("name", ORIGINS)
def test_a_page_may_seek_in_films_and_send_pictures(cloud: Cloud, name: str) -> None:
    origin = origin_of(cloud, name)
    bucket = f"{cloud.ready['storage']}/{cloud.ready['bucket']}"

    preflight(cloud, f"{bucket}/a.mp4", origin, "GET", "range")
    preflight(cloud, f"{bucket}/raw", origin, "PUT", "content-type,x-goog-content-length-range")
    missing = cloud.http.get(f"{bucket}/a.mp4", headers={"Origin": origin, "Range": "bytes=0-1"})
    exposed = missing.headers["Access-Control-Expose-Headers"].lower()
    assert {"content-range", "accept-ranges", "etag"} <= {one.strip() for one in exposed.split(",")}


def test_who_is_short_of_credits_gets_some_in_the_local_shop(cloud: Cloud) -> None:
    person = Person.new(cloud)
    before = person.get("/api/credits")
    shop = urljoin(cloud.ready["gateway"], before["buy_url"])
    page = cloud.http.get(f"{shop}&need=4&back=/v/1")
    form = {"account": cloud.uid_of(person.token), "amount": "100", "back": "/v/1"}

    answer = cloud.http.post(shop.partition("?")[0], data=form, follow_redirects=False)

    assert "No money moves" in page.text
    assert (answer.status_code, answer.headers["Location"]) == (303, "/v/1")
    assert person.balance() == (before["available"] + 100, 0)


def test_the_policy_lets_a_page_reach_exactly_what_it_is_told_of(cloud: Cloud) -> None:
    policy = cloud.http.get(f"{cloud.ready['gateway']}/").headers["Content-Security-Policy"]
    directives = {name: sources for name, *sources in map(str.split, policy.split("; "))}
    here = {cloud.ready["gateway"], cloud.ready["storage"], f"http://{cloud.ready['firestore']}"}
    app_check = {"https://content-firebaseappcheck.googleapis.com", "https://www.google.com/recaptcha/"}

    assert set(directives["connect-src"]) == {"'self'", *here, *app_check}
    assert cloud.ready["storage"] in directives["media-src"]
    assert cloud.ready["storage"] in directives["img-src"]
