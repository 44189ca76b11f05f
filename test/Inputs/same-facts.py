"""same-facts.py STORE STORE: whether two stores have the same facts, byte for byte, and at least one."""
import filecmp, pathlib, sys

one, other = map(pathlib.Path, sys.argv[1:])
names = [sorted(p.name for p in d.iterdir() if p.suffix in (".lctx", ".json")) for d in (one, other)]
differ = sorted(set(names[0]) ^ set(names[1]))
differ += [n for n in names[0] if n in names[1] and not filecmp.cmp(one / n, other / n, shallow=False)]
if differ or not any(n.endswith(".lctx") for n in names[0]):
    sys.exit(f"not the same: {' '.join(differ) or 'no facts'}")
