"""Made the images beside it and golden.txt, what Pillow 9.4 reads of them. Not needed by the build."""
import struct, zlib
import numpy as np
from PIL import Image, ImageCms, ImageOps

W, H = 6, 4
rng = np.random.default_rng(7)
rgb = rng.integers(0, 256, (H, W, 3), dtype=np.uint8)
smooth = np.stack([np.add.outer(np.arange(16) * 9, np.arange(24) * 3) + 20 * c for c in range(3)], -1).astype(np.uint8)
grey = rng.integers(0, 256, (H, W), dtype=np.uint8)
alpha = np.array([[0, 255, 128, 7, 255, 0]] * H, dtype=np.uint8)
lines = []
TOLERANCE = {"jpg": 3, "webp": 0}


def expected(name, image, tolerance=0):
    image = ImageOps.exif_transpose(image)
    if image.mode == "I;16":
        one = Image.fromarray((np.array(image).astype(np.uint16) >> 8).astype(np.uint8))
    elif image.mode == "P" or "A" in image.mode or image.info.get("transparency") is not None:
        over = Image.new("RGBA", image.size, (255, 255, 255, 255))
        over.alpha_composite(image.convert("RGBA"))
        one = over.convert("RGB")
        a = np.array(one)
        if image.mode in ("P", "L", "LA") and (a[..., 0] == a[..., 1]).all() and (a[..., 1] == a[..., 2]).all():
            one = one.convert("L")
    else:
        one = image.convert("L" if image.mode in ("1", "L") else "RGB")
    a = np.array(one)
    a = a[None] if a.ndim == 2 else a.transpose(2, 0, 1)
    lines.append(f"{name} {tolerance} {a.shape[0]} {a.shape[1]} {a.shape[2]} " + " ".join(map(str, a.ravel())))


def keep(name, image, tolerance=0, **options):
    image.save(name, **options)
    expected(name, Image.open(name), tolerance)


def png(name, depth, kind, rows, extra=b""):
    def chunk(what, data):
        return struct.pack(">I", len(data)) + what + data + struct.pack(">I", zlib.crc32(what + data))
    raw = b"".join(b"\0" + row for row in rows)
    open(name, "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", W, H, depth, kind, 0, 0, 0))
                           + extra + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b""))
    return chunk


L, RGB = Image.fromarray(grey), Image.fromarray(rgb)
LA = Image.merge("LA", [L, Image.fromarray(alpha)])
RGBA = Image.fromarray(np.dstack([rgb, alpha]))
keep("grey.png", L)
keep("grey-alpha.png", LA)
keep("rgb.png", RGB)
keep("rgba.png", RGBA)
keep("bilevel.png", L.convert("1"))
keep("palette.png", RGB.quantize(8))
keep("palette-transparent.png", RGB.quantize(8), transparency=2)
greys = L.convert("P")
greys.putpalette(sum(([i, i, i] for i in range(256)), []))
keep("palette-of-greys.png", greys)
keep("bits2.png", L.quantize(4), bits=2)
png("grey2.png", 2, 0, [bytes([0b00011011, 0b11000000])] * H)
expected("grey2.png", Image.open("grey2.png"))
png("grey4.png", 4, 0, [bytes([0x0f, 0x5a, 0x93])] * H)
expected("grey4.png", Image.open("grey4.png"))
deep = rng.integers(0, 65536, (H, W), dtype=np.uint16)
png("grey16.png", 16, 0, [row.astype(">u2").tobytes() for row in deep])
lines.append(f"grey16.png 0 1 {H} {W} " + " ".join(map(str, (deep >> 8).ravel())))
deep3 = rng.integers(0, 65536, (H, W, 3), dtype=np.uint16)
png("rgb16.png", 16, 2, [row.astype(">u2").tobytes() for row in deep3])
expected("rgb16.png", Image.open("rgb16.png"))
deep4 = rng.integers(0, 65536, (H, W, 4), dtype=np.uint16)
png("rgba16.png", 16, 6, [row.astype(">u2").tobytes() for row in deep4])
expected("rgba16.png", Image.open("rgba16.png"), 1)
S = Image.fromarray(smooth)
exif = Image.Exif()
for way in range(1, 9):
    exif[0x0112] = way
    keep(f"turned{way}.jpg", S, 3, exif=exif, quality=95, subsampling=0)
exif[0x0112] = 6
keep("turned6.png", RGB, exif=exif)
keep("turned6.webp", RGB, exif=exif, lossless=True)
keep("grey.jpg", S.convert("L"), 3, quality=95)
keep("cmyk.jpg", Image.merge("CMYK", [*S.split(), S.convert("L").point(lambda v: v // 2)]), 3, quality=95)
bytes_ = bytearray(open("cmyk.jpg", "rb").read())
bytes_[bytes_.index(b"Adobe") + 11] = 2
open("ycck.jpg", "wb").write(bytes_)
expected("ycck.jpg", Image.open("ycck.jpg"), 3)
keep("profile.jpg", S, 3, quality=95, subsampling=0,
     icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes())
keep("lossless.webp", RGB, lossless=True)
keep("alpha.webp", RGBA, lossless=True, exact=True)
keep("lossy.webp", S, 12, quality=90)
keep("progressive.jpg", S, 3, quality=95, progressive=True, subsampling=0)
keep("restart.jpg", S, 3, quality=95, subsampling=2)
keep("interlaced.gif", RGB.quantize(8), interlace=1)
keep("rle.bmp", L.quantize(16))
for name, image in (("rgb", RGB), ("grey", L), ("bilevel", L.convert("1")), ("palette", RGB.quantize(8))):
    keep(name + ".bmp", image)
    keep(name + ".gif", image) if name != "rgb" else None
keep("transparent.gif", RGB.quantize(8), transparency=1)
for name, image, how in (("rgb", RGB, "tiff_lzw"), ("grey", L, "packbits"), ("bilevel", L.convert("1"), "group4"),
                         ("rgba", RGBA, "tiff_adobe_deflate"), ("cmyk", S.convert("CMYK"), None), ("palette", RGB.quantize(8), None)):
    keep(name + ".tif", image, compression=how)
keep("grey16.tif", Image.fromarray(deep))
keep("rgb.ppm", RGB)
keep("grey.pgm", L)
keep("bilevel.pbm", L.convert("1"))
for w, h in ((4, 3), (13, 29), (24, 5)):
    a = np.array(S.resize((w, h), Image.BILINEAR)).transpose(2, 0, 1)
    lines.append(f"resize-{w}x{h} 0 3 {h} {w} " + " ".join(map(str, a.ravel())))
keep("smooth.png", S)
open("golden.txt", "w").write("\n".join(lines) + "\n")
