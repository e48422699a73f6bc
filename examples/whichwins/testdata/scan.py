"""The plain way to ask which connector wins: zipfile, xml.etree, two processes."""
import multiprocessing, os, sys, xml.etree.ElementTree, zipfile


def read(path):
    try:
        if os.path.isdir(path):
            with open(os.path.join(path, "manifest.xml"), "rb") as f:
                data = f.read()
        else:
            with zipfile.ZipFile(path) as z:
                data = z.read("manifest.xml")
        root = xml.etree.ElementTree.fromstring(data)
        return root.get("class"), root.get("plugin-version"), path
    except Exception as e:
        return None, str(e), path


def main(directory):
    paths = [os.path.join(directory, n) for n in sorted(os.listdir(directory), key=str.upper)
             if n.lower().endswith(".taco") or os.path.isdir(os.path.join(directory, n))]
    with multiprocessing.Pool(2) as pool:
        found = pool.map(read, paths, chunksize=64)
    winners = {}
    for name, version, path in found:
        if name is not None:
            key = [int(n) for n in version.replace("-", ".").split(".")]
            if name not in winners or key > winners[name][0]:
                winners[name] = key, version, path
    for name in sorted(winners):
        print(name, *winners[name][1:])


if __name__ == "__main__":
    main(sys.argv[1])
