# Reads pictures with zxing-cpp as its documentation uses it, for photos.rs. Paths come on standard input; a JSON line a
# picture goes to standard output. Pictures are taken as they are stored, without EXIF rotation.
import json
import sys
import time

import numpy
import zxingcpp
from PIL import Image

for path in sys.stdin.read().splitlines():
    picture = numpy.array(Image.open(path).convert("L"))
    start = time.perf_counter()
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    ms = (time.perf_counter() - start) * 1e3
    codes = []
    for code in found:
        place = code.position
        corners = [place.top_left, place.top_right, place.bottom_right, place.bottom_left]
        codes.append({"text": code.text, "corners": [[corner.x, corner.y] for corner in corners]})
    print(json.dumps({"codes": codes, "ms": ms}), flush=True)
