"""Addresses of results: a list of hosts, what is not on it in every spelling, and what seems to be."""

HOSTS = ["cdn.example.com", "other.example.com:8443", "*.clips.example.net", "http://127.0.0.1:9001"]
"""One host, one on a port of its own, a domain, and one of ours, as the local cloud has."""

OUTSIDE = [
    # Addresses in every spelling; none is in the list.
    *("https://127.0.0.1/", "https://127.1/", "https://127.0.1/", "https://0/", "https://0.0.0.0/"),
    *("https://2130706433/", "https://0x7f000001/", "https://0x7f.1/", "https://017700000001/"),
    *("https://0177.0.0.1/", "https://00000177.0.0.1/", "https://127.0.0.1./", "https://169.254.169.254/"),
    *("https://2852039166/", "https://0xa9fea9fe/", "https://0251.0376.0251.0376/", "https://8.8.8.8/"),
    *("https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.0.1/", "https://100.64.0.1/"),
    *("https://192.0.2.1/", "https://198.51.100.1/", "https://203.0.113.1/", "https://198.18.0.1/"),
    *("https://224.0.0.1/", "https://240.0.0.1/", "https://255.255.255.255/", "https://192.88.99.1/"),
    *("https://[::]/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/"),
    *("https://[::127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[64:ff9b::169.254.169.254]/"),
    *("https://[2002:7f00:1::]/", "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", "https://[fe80::1]/"),
    *("https://[fe80::1%25eth0]/", "https://[fe80::1%eth0]/", "https://[fc00::1]/", "https://[ff02::1]/"),
    *("https://[fec0::1]/", "https://[2001:db8::1]/", "https://[2606:4700::1111]/", "https://[::1"),
    *("https://::1/", "https://[v1.x]/", "https://[]/", "https://[127.0.0.1]/"),
    # The same with other digits, dots and letters.
    *("https://①②⑦.⓪.⓪.①/", "https://１２７.0.0.1/", "https://127。0。0。1/", "https://127．0．0．1/"),
    *(
        "https://١٢٧.0.0.1/",
        "https://ｃdn.example.com/",
        "https://cdn。example。com/",
        "https://сdn.example.com/",
    ),
    *("https://cdn.exa\u00admple.com/", "https://cdn.example.com\u200b/", "https://ⓒdn.example.com/"),
    *("https://cdn.example.c℀m/", "https://xn--dn-wlc.example.com/"),
    # Names of the inside.
    *(
        "https://localhost/",
        "https://LOCALHOST./",
        "https://localhost.localdomain/",
        "https://ip6-localhost/",
    ),
    *("https://a.localhost/", "https://metadata.google.internal/", "https://metadata.google.internal./"),
    *("https://metadata/", "https://kubernetes.default.svc/", "https://instance-data/"),
    *("https://127.0.0.1.nip.io/", "https://localtest.me/"),
    # Names beside the list.
    *("https://example.com/", "https://cdn.example.com.evil.example/", "https://evilcdn.example.com/"),
    *("https://clips.example.net/", "https://.clips.example.net/", "https://evilclips.example.net/"),
    *("https://a.clips.example.net.evil.example/", "https://a..clips.example.net/"),
    *("https://cdn.example.com../", "https://cdn.example.com%2e/", "https://cdn%2eexample%2ecom/"),
    *("https://cdn.example.com%00.evil.example/", "https://evil.example%2f.clips.example.net/"),
    *("https://evil.example%23.clips.example.net/", "https://a b.clips.example.net/"),
    *("https://%31%32%37.0.0.1/", "https://%6cocalhost/", f"https://{'a' * 64}.clips.example.net/"),
    *(f"https://{'a.' * 200}clips.example.net/", f"https://cdn.example.com/{'a' * 10_000}"),
    # Somebody before the host.
    *(
        "https://cdn.example.com@evil.example/",
        "https://user:secret@cdn.example.com/",
        "https://@cdn.example.com/",
    ),
    *(
        "https://:@cdn.example.com/",
        "https://cdn.example.com:443@evil.example/",
        "https://a@b@cdn.example.com/",
    ),
    *("https://evil.example\\@cdn.example.com/", "https://cdn.example.com\\@evil.example/"),
    *("https://evil.example#@cdn.example.com/", "https://evil.example?@cdn.example.com/"),
    *("https://evil.example;@cdn.example.com/", "https:\\\\cdn.example.com\\a", "https:/\\cdn.example.com/"),
    # Ports.
    *("https://cdn.example.com:80/", "https://cdn.example.com:8443/", "https://cdn.example.com:0/"),
    *("https://cdn.example.com:22/", "https://cdn.example.com:65536/", "https://cdn.example.com:-443/"),
    *("https://cdn.example.com:443:443/", "https://cdn.example.com:4 43/", "https://cdn.example.com:٤٤٣/"),
    *("https://other.example.com/", "https://other.example.com:443/", "http://127.0.0.1:9002/"),
    *("http://127.0.0.1/", "https://127.0.0.1:9001/", "http://127.1:9001/", "http://2130706433:9001/"),
    *("http://0x7f000001:9001/", "http://[::ffff:127.0.0.1]:9001/", "http://user@127.0.0.1:9001/"),
    *("http://localhost:9001/", "http://127.0.0.1:9001@evil.example/"),
    # Schemes.
    *(
        "http://cdn.example.com/",
        "http://cdn.example.com:443/",
        "ftp://cdn.example.com/",
        "ws://cdn.example.com/",
    ),
    *("gopher://cdn.example.com:443/_GET", "file:///etc/passwd", "file://cdn.example.com/etc/passwd"),
    *("data:video/mp4;base64,AAAA", "javascript:alert(1)", "dict://cdn.example.com:443/", "blob:https://x/1"),
    *("ldap://cdn.example.com/", "jar:https://cdn.example.com!/a", "gs://media/a", "s3://media/a"),
    *("concat:https://cdn.example.com/a|file:///etc/passwd", "view-source:https://cdn.example.com/"),
    *("https+insecure://cdn.example.com/", "url:https://cdn.example.com/", "//cdn.example.com/"),
    *("cdn.example.com/", "cdn.example.com:443/", "https:cdn.example.com/", "https:/cdn.example.com/"),
    # Nothing, or hardly anything.
    *("", "/", "a.mp4", "https:", "https://", "https:///", "https:///cdn.example.com/", "http://", "?", "#"),
    # What parsers drop, cut at, or take for a space.
    *("https://cdn.exam\tple.com/", "https://cdn.example.com\n/", "ht\ntps://cdn.example.com/"),
    *(
        "https://cdn.example.com/\r\nHost: evil.example",
        "https://cdn.example.com/a\0b",
        "\0https://cdn.example.com/",
    ),
    *("https://cdn.example.com\x7f/", "https://cdn.example.com\u2028/", "https://cdn.example.com /"),
    *(
        "https://cdn.example.com/\u202egpj.mp4",
        "https://cdn.example.com/\ufeff",
        "https://cdn.example.com/\ud800",
    ),
]
"""What is not on the list."""

INSIDE = [
    # Listed by mistake: the operator's list may be wrong, the address is still looked at.
    *("https://cdn.example.com/a.mp4", "https://CDN.example.com./a.mp4", "https://other.example.com:8443/a"),
    *(
        "https://d1.clips.example.net/a",
        "https://x127.0.0.1.clips.example.net/a",
        "https://cdn.example.com:443",
    ),
    *("https://cdn.example.com/%2e%2e/etc/passwd", "https://cdn.example.com/a#@evil.example"),
    *("https://cdn.example.com/a?b=https://evil.example/", "https://cdn.example.com?a"),
]
"""What is on the list."""

PRIVATE = [
    *("127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "192.168.1.1", "0.0.0.0", "255.255.255.255"),
    *("::1", "::ffff:127.0.0.1", "fe80::1%eth0", "fc00::1", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1"),
    *("::127.0.0.1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "ff02::1", "fd20:ce::254"),
]
"""What a name on the list may turn out to be, and must not be called at."""

LITERALS = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "017700000001",
    "0",
    "169.254.169.254",
    "10.0.0.1",
]
"""Inner addresses that an operator could put on the list."""
