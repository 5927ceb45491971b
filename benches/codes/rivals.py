"""Reads codes with zxing-cpp or zbar: rivals.py READER IMAGE...; a line for each: microseconds of processor TAB text|text|..."""

import resource
import subprocess
import sys
import time


def zxing(path):
    import numpy
    import zxingcpp
    from PIL import Image

    picture = numpy.asarray(Image.open(path).convert("L"))
    begun = time.process_time()
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return time.process_time() - begun, [code.text for code in found]


def zbar(path):
    # Its time holds reading the file, which the others' does not.
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", path]
    said = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, [line for line in said.stdout.splitlines() if line]


def main():
    reader = {"zxing-cpp": zxing, "zbar": zbar}[sys.argv[1]]
    for path in sys.argv[2:]:
        spent, texts = reader(path)
        print(f"{spent * 1e6:.0f}\t{'|'.join(texts)}", flush=True)


main()
