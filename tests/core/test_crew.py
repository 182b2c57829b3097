"""The crew: pieces in order, errors passed on, nothing written to after the end."""

import threading
import time

import pytest

from emolab.core.crew import Crew


@pytest.fixture
def crew():
    made = Crew(2, lambda: None)
    yield made
    made.dismiss()


def test_results_are_in_order_whoever_made_them(crew):
    who = set()

    def piece(i):
        who.add(threading.get_ident())
        time.sleep(0.002)
        return i * i

    assert crew.run(piece, [(i,) for i in range(40)]) == [i * i for i in range(40)]
    assert len(who) == 3 and threading.get_ident() in who


def test_a_thread_that_is_held_up_leaves_its_share_to_the_others(crew):
    main, counts = threading.get_ident(), {}

    def piece(i):
        counts[threading.get_ident()] = counts.get(threading.get_ident(), 0) + 1
        time.sleep(0.2 if threading.get_ident() == main else 0.002)

    crew.run(piece, [(i,) for i in range(60)])
    assert counts[main] < 10 and sum(counts.values()) == 60


def test_the_first_error_in_order_is_raised_and_nothing_is_begun_after_it(crew):
    begun = []

    def piece(i):
        begun.append(i)
        time.sleep(0.01)
        if i in (1, 2):
            raise ValueError(f"piece {i}")

    with pytest.raises(ValueError, match="piece 1"):
        crew.run(piece, [(i,) for i in range(100)])
    assert len(begun) < 10
    assert crew.run(lambda i: i, [(1,), (2,)]) == [1, 2]  # and the crew is as before


def test_whoever_breaks_off_waits_for_the_pieces_at_work(crew):
    caller, working, ended = threading.get_ident(), threading.Event(), []

    def piece(i):
        if threading.get_ident() == caller:
            assert working.wait(20)
            raise KeyboardInterrupt
        working.set()
        time.sleep(0.1)
        ended.append(i)

    with pytest.raises(KeyboardInterrupt):
        crew.run(piece, [(i,) for i in range(3)])
    count = len(ended)
    assert count
    time.sleep(0.3)
    assert len(ended) == count


def test_two_callers_share_a_crew(crew):
    results = {}

    def call(k):
        results[k] = [crew.run(lambda i: (k, i), [(i,) for i in range(8)]) for _ in range(50)]

    callers = [threading.Thread(target=call, args=(k,)) for k in range(3)]
    for thread in callers:
        thread.start()
    for thread in callers:
        thread.join()
    assert all(results[k] == [[(k, i) for i in range(8)]] * 50 for k in range(3))


def test_a_crew_that_is_dismissed_ends():
    before = set(threading.enumerate())
    made = Crew(3, lambda: None)
    crew = set(threading.enumerate()) - before
    assert len(crew) == 3
    made.dismiss()
    for thread in crew:
        thread.join(20)
    assert not any(thread.is_alive() for thread in crew)


class Slow:
    """An iterator from which a helper, but not the caller, gets its item late."""

    def __init__(self, items):
        self.items, self.caller = list(items), threading.current_thread()

    def __iter__(self):
        return self

    def __next__(self):
        if not self.items:
            raise StopIteration
        item = self.items.pop(0)
        if threading.current_thread() is not self.caller:
            time.sleep(0.05)
        return item


def test_no_piece_is_forgotten_between_being_taken_and_begun(crew, monkeypatch):
    monkeypatch.setattr("emolab.core.crew.iter", Slow, raising=False)

    def piece(i):
        time.sleep(0.002)
        return i

    for _ in range(5):
        assert crew.run(piece, [(i,) for i in range(6)]) == list(range(6))
