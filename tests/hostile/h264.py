"""H.264 parameter sets with any size in them: what a decoder believes."""


def sps_of(across: int, down: int) -> bytes:
    """Return a sequence parameter set, Main profile, level 5.1, of `across` x `down` blocks of 16 pixels.

    Source: ITU-T H.264, clause 7.3.2.1.1.
    """
    bits = "".join(
        (
            *(_golomb(0), _golomb(0), _golomb(2)),  # id, log2_max_frame_num - 4, pic_order_cnt_type
            *(_golomb(1), "0"),  # max_num_ref_frames, gaps
            *(_golomb(across - 1), _golomb(down - 1)),
            *("1", "1", "0", "0"),  # frame_mbs_only, direct_8x8, no cropping, no VUI
        )
    )
    bits += "1"
    bits += "0" * (-len(bits) % 8)
    content = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))
    return b"\x67\x4d\x40\x33" + _escaped(content)


def _golomb(value: int) -> str:
    digits = f"{value + 1:b}"
    return "0" * (len(digits) - 1) + digits


def _escaped(content: bytes) -> bytes:
    """Keep three bytes in a row from looking like the beginning of a unit."""
    spelt = bytearray()
    for byte in content:
        if spelt[-2:] == b"\0\0" and byte <= 3:
            spelt.append(3)
        spelt.append(byte)
    return bytes(spelt)
