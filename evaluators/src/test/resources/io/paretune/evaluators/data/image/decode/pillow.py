"""Makes pictures of every kind in FOLDER, and writes what Pillow reads of them and of archives named behind: NAME.raw, planes of bytes, and a line each in list.txt. Not needed by the build."""
import os, random, sys, tarfile
from PIL import Image, ImageDraw, ImageFilter, ImageOps

folder, archives = sys.argv[1], sys.argv[2:]
W, H = 201, 157
draw_from = random.Random(3)
photo = Image.new("RGB", (W, H))
pen = ImageDraw.Draw(photo)
for _ in range(60):
    x, y, r = draw_from.randrange(W), draw_from.randrange(H), draw_from.randrange(4, 60)
    pen.ellipse((x - r, y - r, x + r, y + r), fill=tuple(draw_from.randrange(256) for _ in "rgb"))
photo = photo.filter(ImageFilter.GaussianBlur(1))
noise = Image.frombytes("RGB", (W, H), bytes(draw_from.randrange(256) for _ in range(3 * W * H)))
photo = Image.blend(photo, noise, 0.06)
grey, alpha = photo.convert("L"), noise.convert("L").filter(ImageFilter.GaussianBlur(4)).point(lambda v: max(0, min(255, (v - 100) * 5)))
rgba, la = photo.copy(), grey.convert("LA")
rgba.putalpha(alpha)
la.putalpha(alpha)
deep = Image.frombytes("I;16", (W, H), bytes(draw_from.randrange(256) for _ in range(2 * W * H)))
palette = photo.quantize(64)
lines = []


def keep(name, image, **options):
    image.save(os.path.join(folder, name), **options)
    read(name, os.path.join(folder, name))


def read(name, path):
    image = ImageOps.exif_transpose(Image.open(path))
    if image.mode.startswith("I"):
        one = upper(image)
    elif image.mode == "P" or "A" in image.mode or image.info.get("transparency") is not None:
        over = Image.new("RGBA", image.size, (255, 255, 255, 255))
        over.alpha_composite(image.convert("RGBA"))
        one = over.convert("RGB")
        r, g, b = one.split()
        if image.mode in ("P", "L", "LA") and r.tobytes() == g.tobytes() == b.tobytes():
            one = r
    else:
        one = image.convert("L" if image.mode in ("1", "L") else "RGB")
    raw = f"{len(lines)}.raw"
    with open(os.path.join(folder, raw), "wb") as out:
        for plane in one.split():
            out.write(plane.tobytes())
    lines.append(f"{raw}\t{name}\t{path}\t{len(one.getbands())}\t{one.height}\t{one.width}")


def upper(image):
    """The upper 8 of 16 bits."""
    data = image.tobytes()
    wide = 4 if image.mode == "I" else 2
    return Image.frombytes("L", image.size, data[0 if image.mode == "I;16B" else 1 :: wide])


for way in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = way
    keep(f"exif-{way}.jpg", photo, exif=exif, quality=90)
keep("jpeg-444.jpg", photo, quality=95, subsampling=0)
keep("jpeg-422.jpg", photo, quality=75, subsampling=1)
keep("jpeg-420.jpg", photo, quality=75, subsampling=2)
keep("jpeg-progressive.jpg", photo, quality=80, progressive=True)
keep("jpeg-grey.jpg", grey, quality=80)
keep("jpeg-cmyk.jpg", photo.convert("CMYK"), quality=90)
keep("png-rgb.png", photo)
keep("png-rgba.png", rgba)
keep("png-grey.png", grey)
keep("png-grey-alpha.png", la)
keep("png-bilevel.png", grey.convert("1"))
keep("png-2-bits.png", photo.quantize(4), bits=2)
keep("png-4-bits.png", photo.quantize(16), bits=4)
keep("png-palette.png", palette)
keep("png-palette-transparent.png", palette, transparency=5)
keep("png-palette-alpha.png", palette, transparency=bytes(i * 4 for i in range(64)))
keep("png-rgb-transparent.png", photo, transparency=photo.getpixel((20, 20)))
keep("png-16-bits.png", deep)
keep("tiff-16-bits.tif", deep)
keep("tiff-rgb-lzw.tif", photo, compression="tiff_lzw")
keep("tiff-rgba.tif", rgba, compression="tiff_adobe_deflate")
keep("tiff-cmyk.tif", photo.convert("CMYK"))
keep("tiff-fax.tif", grey.convert("1"), compression="group4")
keep("tiff-palette.tif", palette)
keep("tiff-jpeg.tif", photo, compression="jpeg", quality=90)
keep("webp-lossless.webp", photo, lossless=True)
keep("webp-lossless-alpha.webp", rgba, lossless=True, exact=True)
keep("webp-lossy.webp", photo, quality=80)
keep("webp-lossy-alpha.webp", rgba, quality=80)
keep("bmp-rgb.bmp", photo)
keep("bmp-palette.bmp", palette)
keep("bmp-bilevel.bmp", grey.convert("1"))
keep("gif.gif", palette)
keep("gif-transparent.gif", palette, transparency=5)
keep("pnm.ppm", photo)
for archive in archives:
    base = os.path.basename(archive).split(".")[0]
    with tarfile.open(archive) as content:
        content.extractall(os.path.join(folder, base))
    for root, _, names in sorted(os.walk(os.path.join(folder, base))):
        for name in sorted(names):
            path = os.path.join(root, name)
            if name.lower().endswith((".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif")):
                read("samples " + base, path)
with open(os.path.join(folder, "list.txt"), "w", encoding="utf-8") as out:
    out.write("\n".join(lines) + "\n")
