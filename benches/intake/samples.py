"""The small files of tests/samples/scans: `samples.py FOLDER`. Each page carries the same label; broken ones say how in
their names. Needs what files.py needs, and qrcode of PyPI."""

import io
import struct
import sys
from pathlib import Path

import pikepdf
import qrcode
from PIL import Image, ImageDraw

from files import BILEVEL, GREY, bilevel, g4, jbig2, jpeg, jpeg2000, pdf_of, run

CODE = "HTTPS://ARCHIVE.EXAMPLE.COM/F/NEW2026-000123X"
DPI = 100
# A5: half the bytes of A4, and a page is a page.
SIZE = (583, 827)


def page(number, colour=False):
    """Upright, with its label at the upper left, some lines, and a red seal if it has colours."""
    picture = Image.new("RGB" if colour else "L", SIZE, (255, 253, 244) if colour else 255)
    label = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_Q, box_size=4, border=4)
    label.add_data(CODE)
    picture.paste(label.make_image().convert("L").convert(picture.mode), (30, 30))
    pen = ImageDraw.Draw(picture)
    for line in range(6):
        pen.text((60, 330 + line * 40), f"Page {number}: sales contract, line {line + 1}, signed in two copies", fill=0)
    if colour:
        pen.ellipse((380, 620, 500, 740), outline=(210, 30, 40), width=8)
    return picture


def tiff(path, pages, **how):
    pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(DPI, DPI), **how)


def pictures(folder):
    grey, colour = page(1), page(1, True)
    grey.save(folder / "grey.jpg", quality=60, dpi=(DPI, DPI))
    colour.save(folder / "colour.jpg", quality=60, dpi=(DPI, DPI))
    colour.save(folder / "progressive.jpg", quality=60, progressive=True, dpi=(DPI, DPI))
    colour.convert("CMYK").save(folder / "cmyk.jpg", quality=30, dpi=(DPI, DPI))
    turn = Image.Exif()
    # To be shown turned by a quarter clockwise, as a telephone writes that was held upright.
    turn[0x0112] = 6
    colour.rotate(90, expand=True).save(folder / "phone.jpg", quality=60, exif=turn)
    cut = (folder / "grey.jpg").read_bytes()
    (folder / "cut.jpg").write_bytes(cut[: len(cut) * 2 // 3])
    lines = bilevel(grey)
    lines.save(folder / "bilevel.png", dpi=(DPI, DPI))
    colour.quantize(16).save(folder / "palette.png", dpi=(DPI, DPI))
    seen = lines.convert("L").convert("RGBA")
    seen.putalpha(lines.convert("L").point(lambda value: 255 - value))
    seen.save(folder / "alpha.png", dpi=(DPI, DPI))
    colour.save(folder / "lossy.webp", quality=50)
    lines.convert("RGB").save(folder / "lossless.webp", lossless=True)


def tiffs(folder):
    grey, lines, colour = [page(1), page(2)], [bilevel(page(1)), bilevel(page(2))], [page(1, True), page(2, True)]
    tiff(folder / "g4.tif", lines, compression="group4")
    tiff(folder / "g3.tif", lines, compression="group3")
    tiff(folder / "lzw.tif", [each.quantize(16) for each in colour], compression="tiff_lzw")
    tiff(folder / "deflate.tif", [each.quantize(8).convert("RGB") for each in colour], compression="tiff_adobe_deflate")
    tiff(folder / "packbits.tif", lines, compression="packbits")
    tiff(folder / "jpeg.tif", colour, compression="jpeg", quality=25)
    tiff(folder / "cmyk.tif", [colour[0].quantize(4).convert("RGB").convert("CMYK")], compression="tiff_lzw")
    tiff(folder / "turned.tif", [each.rotate(90, expand=True) for each in lines], compression="group4", tiffinfo={274: 6})
    shades = Image.frombytes("I;16", SIZE, b"".join(struct.pack("<H", value * 257) for value in page(1).tobytes()))
    tiff(folder / "sixteen.tif", [shades], compression="tiff_lzw")
    for name, how in {
        "big": ["-8"], "other-order": ["-B", "-c", "lzw:2"], "g3-2d": ["-c", "g3:2d"], "mirrored": ["-f", "lsb2msb", "-c", "g4"],
        "strips": ["-r", "16", "-c", "g4"],
    }.items():
        run("tiffcp", *how, folder / ("g4.tif" if name not in ("other-order",) else "lzw.tif"), folder / f"{name}.tif")
    run("tiffcp", "-p", "separate", "-c", "lzw", folder / "deflate.tif", folder / "planes.tif")
    run("tiffcp", "-t", "-w", "256", "-l", "256", "-c", "zip:2", folder / "deflate.tif", folder / "tiles.tif")
    whole = bytearray((folder / "g4.tif").read_bytes())
    directories = chain(whole)
    cut = whole[: len(whole) - 300]
    (folder / "cut.tif").write_bytes(cut if directories[1] < len(cut) else whole[: directories[1] + 20])
    circle = bytearray(whole)
    at = directories[1]
    entries = struct.unpack_from("<H", circle, at)[0]
    struct.pack_into("<I", circle, at + 2 + entries * 12, directories[0])
    (folder / "circle.tif").write_bytes(circle)
    huge = bytearray(whole)
    for entry in range(struct.unpack_from("<H", huge, directories[0])[0]):
        place = directories[0] + 2 + entry * 12
        if struct.unpack_from("<H", huge, place)[0] in (256, 257):
            struct.pack_into("<HII", huge, place + 2, 4, 1, 100_000)
    (folder / "huge.tif").write_bytes(huge)


def chain(data):
    found, at = [], struct.unpack_from("<I", data, 4)[0]
    while at:
        found.append(at)
        at = struct.unpack_from("<I", data, at + 2 + struct.unpack_from("<H", data, at)[0] * 12)[0]
    return found


def fax(picture):
    """The bare data of group 4."""
    data = g4(picture, DPI)
    at, length = (entry(data, tag) for tag in (273, 279))
    return data[at : at + length]


def entry(data, wanted):
    directory = struct.unpack_from("<I", data, 4)[0]
    for number in range(struct.unpack_from("<H", data, directory)[0]):
        tag, kind, _count, value = struct.unpack_from("<HHII", data, directory + 2 + number * 12)
        if tag == wanted:
            return value & 0xFFFF if kind == 3 else value


def pdfs(folder):
    name, dictionary = pikepdf.Name, pikepdf.Dictionary
    grey, lines = [page(1), page(2)], [bilevel(page(1)), bilevel(page(2))]
    colour = page(1, True)
    as_jpeg = [(*SIZE, DPI, jpeg(each, DPI, 60), GREY | {"/Filter": name.DCTDecode}) for each in grey]
    as_fax = [
        (*SIZE, DPI, fax(each), BILEVEL | {"/Filter": name.CCITTFaxDecode, "/DecodeParms": dictionary(K=-1, Columns=SIZE[0], Rows=SIZE[1], BlackIs1=False)})
        for each in lines
    ]
    pdf_of(as_jpeg, folder / "jpeg.pdf")
    pdf_of([(*SIZE, DPI, jpeg(colour, DPI, 60), {"/ColorSpace": name.DeviceRGB, "/BitsPerComponent": 8, "/Filter": name.DCTDecode})], folder / "colour.pdf")
    pdf_of(as_fax, folder / "g4.pdf")
    stencil = {key: value for key, value in as_fax[0][4].items() if key != "/ColorSpace"} | {"/ImageMask": True}
    pdf_of([(*as_fax[0][:4], stencil)], folder / "stencil.pdf")
    pdf_of([(*SIZE, DPI, jbig2(each), BILEVEL | {"/Filter": name.JBIG2Decode}) for each in lines], folder / "jbig2.pdf")
    pdf_of([(*SIZE, DPI, jpeg2000(each, folder, "page"), GREY | {"/Filter": name.JPXDecode}) for each in grey[:1]], folder / "jpx.pdf")
    pdf_of([(*SIZE, DPI, lines[0].convert("1").tobytes(), BILEVEL)], folder / "flate.pdf")
    run("qpdf", "--recompress-flate", "--object-streams=generate", "--compress-streams=y", folder / "flate.pdf", folder / "packed.pdf")
    (folder / "flate.pdf").unlink()
    for quarters in (1, 2, 3):
        # The scanner wrote the page turned, and says so.
        sideways = bilevel(page(1)).rotate(90 * quarters, expand=True)
        picture = (*sideways.size, DPI, fax(sideways), as_fax[0][4] | {"/DecodeParms": dictionary(K=-1, Columns=sideways.size[0], Rows=sideways.size[1])})
        pdf_of([picture], folder / f"turned-{quarters}.pdf", rotate=90 * quarters)
    across, down = SIZE[0] * 72 / DPI, SIZE[1] * 72 / DPI
    seen = "BT /F1 12 Tf 0 Tr 40 40 Td (written on top) Tj ET"
    unseen = "BT /F1 12 Tf 3 Tr 40 40 Td (text found by a machine) Tj ET"
    lay = f"q {across:.4f} 0 0 {down:.4f} 0 0 cm /Im0 Do Q "
    pdf_of(as_fax[:1], folder / "with-text.pdf", contents=lay + unseen)
    pdf_of(as_fax[:1], folder / "written-on.pdf", contents=lay + seen)
    run("qpdf", "--encrypt", "secret", "owner", "256", "--", folder / "g4.pdf", folder / "encrypted.pdf")
    run("qpdf", "--encrypt", "", "owner", "256", "--", folder / "g4.pdf", folder / "owner.pdf")
    whole = (folder / "g4.pdf").read_bytes()
    second = whole.rindex(b"/CCITTFaxDecode")
    (folder / "cut.pdf").write_bytes(whole[: second + 200])
    (folder / "no-table.pdf").write_bytes(whole[: whole.rindex(b"xref\n") - 10] + b"%%EOF\n")
    pdf_of([(100_000, 100_000, DPI * 200, b"\0" * 10, GREY)], folder / "huge.pdf")


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    pictures(folder)
    tiffs(folder)
    pdfs(folder)


if __name__ == "__main__":
    main()
