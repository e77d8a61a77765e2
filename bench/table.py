"""The report as Markdown."""

from extras import GOAL
from loading import PICTURES_NEEDED, TABLE_NEEDED, WORKERS
from systems import TITLES

COLUMNS = ["saem", "saem_bf16", "debian", "newest_eager", "newest_compiled", "jax"]


def number(value):
    """Three digits."""
    return f"{value:.{0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3}f}"


def time_cell(system):
    if not system or "ms" not in system:
        return "–"
    ms = system["ms"]
    return f"{number(ms['median'])} ({number(ms['low'])}–{number(ms['high'])})"


def verdict(value, required, at_most=False):
    if required is None:
        return ""
    met = value <= required if at_most else value >= required
    sign = "≤" if at_most else "≥"
    return f" {'✓' if met else '✗'} {sign} {required:.2f}".rstrip("0").rstrip(".")


def ratio_cell(columns, name):
    ratio = columns.get(name)
    if ratio is None:
        return ""
    text = f"{ratio['median']:.2f}×"
    return text + verdict(ratio["median"], ratio["required"], at_most=name == "floor")


def times_table(report):
    shown = [name for name in COLUMNS if any(name in row["systems"] for row in report["rows"])]
    lines = ["| work | " + " | ".join(TITLES[n] for n in shown) + " |", "|---" * (len(shown) + 1) + "|"]
    for row in report["rows"]:
        lines.append(f"| {row['title']} | " + " | ".join(time_cell(row["systems"].get(n)) for n in shown) + " |")
    return lines


def ratios_table(report):
    lines = ["| work | than PyTorch 1.13 | than the newest PyTorch | than JAX | against oneDNN's kernels |",
             "|---|---|---|---|---|"]
    for row in report["rows"]:
        for saem, columns in row["ratios"].items():
            newest = ratio_cell(columns, "newest_eager" if "newest_eager" in columns else "newest")
            title = row["title"] + (" (bf16 against their float32)" if saem == "saem_bf16" else "")
            lines.append(f"| {title} | {ratio_cell(columns, 'debian')} | {newest} | {ratio_cell(columns, 'jax')} | "
                         f"{ratio_cell(columns, 'floor')} |")
        if row["bf16_wanted"] and "saem_bf16" not in row["ratios"]:
            lines.append(f"| {row['title']} (bf16 against their float32) | ✗ not measured | ✗ not measured | | |")
    return lines


def check_lines(report):
    lines = []
    for row in report["rows"]:
        for name, reason in row["failed"].items():
            lines.append(f"- **{row['title']}: {TITLES[name]} failed** ({reason}).")
        for name in row["wrong"]:
            lines.append(f"- **{row['title']}: {TITLES[name]} computes something else than {TITLES[row['reference']]}** "
                         f"(relative difference {row['systems'][name]['difference']:.1e}); its time counts for nothing.")
    worst = [s["difference"] for row in report["rows"] for n, s in row["systems"].items() if n not in row["wrong"]]
    if worst:
        lines.append(f"- Everywhere else losses (or outputs) agree: the largest relative difference is {max(worst):.1e}.")
    return lines


def megabytes(value):
    return "–" if value is None else f"{value / 1e6:.0f} MB"


def beside_lines(report):
    beside = report.get("beside")
    if beside is None:
        return []
    lines = ["", "| besides | measured | required |", "|---|---|---|"]
    titles = {row["work"]: row["title"] for row in report["rows"]}
    for work, values in beside["memory"].items():
        measured = ", ".join(f"{TITLES[n]} {megabytes(v)}" for n, v in values.items())
        own = values.get("saem")
        peers = [v for n, v in values.items() if n in ("debian", "newest_eager", "newest_compiled") and v]
        required = ""
        if own and peers:
            required = "half of the thriftiest PyTorch's: " + verdict(own / min(peers), 0.5, at_most=True).strip()
        lines.append(f"| peak memory, {titles.get(work, work)} | {measured} | {required} |")
        bound = beside.get("budget", {}).get(work)
        if bound and bound["bytes"] and peers:
            required = verdict(bound["bytes"] / min(peers), 0.5, at_most=True).strip()
            lines.append(f"| the same with `memory_budget` {megabytes(bound['budget'])} | saem {megabytes(bound['bytes'])}; "
                         f"a step takes {bound['times_as_long']:.2f} times as long | half, as above: {required} |")
    for name, times in beside["compile"].items():
        if times:
            cold, warm = times["cold"]["seconds"], times["warm"]["seconds"]
            required = f"{verdict(cold, 3, at_most=True)} s,{verdict(warm, 1, at_most=True)} s" if name == "saem" else ""
            lines.append(f"| compile time of ResNet-50's training step, {TITLES[name]}: cold, with the caches of a run "
                         f"before | {cold:.1f} s, {warm:.1f} s | {required.strip()} |")
    lines.append(f"| `saem --version` | {beside['start_up_ms']:.0f} ms |"
                 f"{verdict(beside['start_up_ms'], 50, at_most=True)} ms |")
    size = beside["stripped_bytes"] / 1e6
    lines.append(f"| the program, stripped | {size:.1f} MB |{verdict(size, 20, at_most=True)} MB |")
    goal = beside["goal"]
    measured = goal.get("failed") or f"{goal['seconds']:.1f} s ({goal['accuracy']:.4f})"
    required = "✗ ≤ 45 s" if "failed" in goal else verdict(goal["seconds"], 45, at_most=True).strip() + " s"
    lines.append(f"| `make run` from its first step to a test accuracy of {GOAL:.2f} | {measured} | {required} |")
    return lines


def loading_lines(report):
    measured = report.get("loading", {})
    lines = ["", "| reading data | measured | required |", "|---|---|---|"] if measured else []
    if "pictures" in measured:
        row = measured["pictures"]
        title = ("JPEG files of 500×375: decode, random crop at 224×224, flip, normalise, in batches of 64, "
                 f"{WORKERS} threads, and {WORKERS} processes of torchvision's DataLoader")
        text, required = row.get("failed"), f"✗ ≥ {PICTURES_NEEDED}"
        if text is None:
            rates = {name: f"{number(s['median'])} ({number(s['low'])}–{number(s['high'])})"
                     for name, s in row["per_second"].items()}
            text = (f"saem {rates['saem']}, {row['versions']['torchvision']} {rates['torchvision']} pictures a second: "
                    f"{row['ratio']['median']:.2f}× ({row['date']})")
            required = verdict(row["ratio"]["median"], PICTURES_NEEDED).strip()
        lines.append(f"| {title} | {text} | {required} |")
    if "csv" in measured:
        row = measured["csv"]
        failed = f"✗ ≥ {TABLE_NEEDED}"
        required = failed if "failed" in row else verdict(row["mb_per_second"], TABLE_NEEDED).strip()
        lines.append(f"| CSV of a million rows of 20 numbers, one thread | {row.get('failed') or row['text']} | "
                     f"{required} MB/s |")
    return lines


def later_lines(report):
    return [f"- Measured later, on {part['date']}, in {part['rounds']} rounds (load before: {part['load_before']}): "
            f"{'; '.join(part['works'])}." for part in report.get("later", [])]


def copy_lines(report):
    lines = []
    for row in report["rows"]:
        for name, copy in row.get("copy", {}).items():
            kind = "streaming" if name == "copy_streaming" else "ordinary"
            share = 100 * copy["share"]
            lines.append(f"- {row['title']}: {share:.0f} % of the bandwidth of a parallel copy with {kind} stores "
                         f"({number(copy['ms']['median'])} ms);{verdict(share, 70)} %.")
    return lines


def markdown(report):
    machine, versions = report["machine"], report["versions"]
    lines = [
        "# Benchmark", "",
        "Made by `make bench`; `docs/benchmark.json` has every number. What a row is, and why a requirement is not met, "
        "is said in [performance.md](performance.md).", "",
        f"{report['date']}; {machine['processors']} cores of an {machine['processor']} "
        f"({', '.join(machine['vector_instructions'])}), {machine['memory_gib']} GiB, {machine['system']}; "
        f"{report['threads']} threads; load before: {machine['load_before']}. "
        + ", ".join(f"{TITLES[n]}: {v}" for n, v in versions.items() if n != "saem_bf16") + ".", "",
        f"Milliseconds per step: the median of {report['rounds']} rounds, and the quartiles. In each round the systems run one "
        "after the other, with the same data and first weights; each in the fastest of its variants (layout, optimizer).", "",
        *times_table(report), "",
        "How many times as fast as its peers saem is (the median of the ratios within each round), and how many times as long "
        "as the sum of oneDNN's own best kernels it takes; ✓ and ✗ with the requirement:", "",
        *ratios_table(report), *beside_lines(report), *loading_lines(report), "", *copy_lines(report), *check_lines(report),
        *later_lines(report)]
    return "\n".join(lines) + "\n"


def one_line(row):
    parts = [f"{name} {time_cell(system)}" for name, system in row["systems"].items()]
    return "  " + ", ".join(parts)
