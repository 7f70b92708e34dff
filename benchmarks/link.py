"""A dashboard here on a run there, over a slow link: bytes, keys, age, and what becomes of it when it breaks.

`nntui attach HOST:RUN` in a pseudo-terminal of 120×40, on digits 64-32-10 at ten frames a second. The link is
one of `benchmarks.harness.throttled_ssh`, in place of ssh. Bytes are those that ssh is given to carry.
"""

from __future__ import annotations

import argparse
import json
from random import Random

from benchmarks.far import age, breaks, keys, refusals, traffic
from benchmarks.far.place import LIVE, Place, place_behind
from benchmarks.harness.link import Link
from benchmarks.harness.results import Results, add_json_option, format_results
from benchmarks.harness.terminal import Terminal
from benchmarks.harness.training import begin_run

WALKING, REFUSING, RACING = "walking", "refusing", "racing"
"""Runs: at pace 100, one at that pace that cannot evaluate, and one at pace max."""

CUTS_S, SILENCES_S = (1.0, 5.0, 20.0), (5.0, 12.0, 25.0)


def measure(place: Place, link: Link, plan: argparse.Namespace) -> dict[str, Results]:
    """All tables, by what stands over their first column."""
    random = Random(plan.seed)
    host = begin_run(place.home, WALKING, "--pace", "100")
    firsts = [traffic.first_screen(place, WALKING, plan.limit) for _ in range(plan.starts)]
    tables: dict[str, Results] = {"on the first screen": traffic.summarize_first(firsts)}
    flows = {}
    with place.attached(WALKING) as terminal:
        terminal.wait_for(LIVE, plan.limit)
        flows["the first 10 s, pace 100"] = traffic.traffic(place, terminal, 10.0)
        flows["then, pace 100"] = traffic.traffic(place, terminal, plan.seconds)
        pressed = keys.press_rounds(terminal, plan.rounds, plan.limit, random)
        old = age.ages(terminal, host, plan.seconds)
        broken = _break(place, terminal, plan) if plan.breaks else {}
    begin_run(place.home, REFUSING, "--pace", "100", "--validation", "0")
    with place.attached(REFUSING) as terminal:
        terminal.wait_for(LIVE, plan.limit)
        refused = refusals.press(terminal, plan.rounds, plan.limit, random)
    begin_run(place.home, RACING, "--pace", "max")
    with place.attached(RACING) as terminal:
        terminal.wait_for(LIVE, plan.limit)
        flows["the first 10 s, pace max"] = traffic.traffic(place, terminal, 10.0)
        flows["then, pace max"] = traffic.traffic(place, terminal, plan.seconds)
    tables["bytes"] = {when: traffic.summarize(found) for when, found in flows.items()}
    tables["key"] = keys.summarize(pressed, link.round_trip_s) | {
        "one that is refused": keys.figures(refused, link.round_trip_s)
    }
    tables["age of the step shown"] = {"pace 100": age.summarize(old)}
    return tables | ({"the link is": broken} if broken else {})


def _break(place: Place, terminal: Terminal, plan: argparse.Namespace) -> Results:
    rows = {}
    for name, act, lengths in (("cut", breaks.cut_for, CUTS_S), ("silent", breaks.silent_for, SILENCES_S)):
        for seconds in lengths:
            found = [act(place, terminal, seconds) for _ in range(plan.breaks)]
            rows[f"{name} for {seconds:g} s"] = breaks.summarize(found)
    return rows


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.link",
        description=__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--rtt", type=float, default=0.2, help="round trip of the link in seconds")
    parser.add_argument("--rate", type=float, default=50_000.0, help="bytes per second each way")
    parser.add_argument("--starts", type=int, default=5, help="first screens")
    parser.add_argument("--rounds", type=int, default=13, help="of eight keys, and keys that are refused")
    parser.add_argument("--seconds", type=float, default=30.0, help="to count bytes and to look at the age")
    parser.add_argument("--breaks", type=int, default=3, help="of each kind and length")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds to wait for anything")
    parser.add_argument("--seed", type=int, default=0, help="of the random moments")
    add_json_option(parser)
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    plan = _parse()
    link = Link(plan.rtt, plan.rate)
    with place_behind(link) as place:
        tables = measure(place, link, plan)
    if plan.json:
        print(json.dumps(tables, indent=2, ensure_ascii=False))
        return
    for label, results in tables.items():
        print(format_results(results, label=label, as_json=False), end="\n\n")


if __name__ == "__main__":
    main()
