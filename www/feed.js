// The list of calls. The newest page is polled and merged by id, so that older rows, which the user
// has loaded, stay where they are.

import { useCallback, useEffect, useReducer, useRef } from '/vendor/htm-preact.js';
import { listCalls, readCall } from '/api.js';
import { isOpen, whenOf } from '/words.js';

const EVERY_MS = 2000;
const LONGEST_MS = 10000;

// Stragglers are calls that still change but are no longer on the newest page. Some of them are read
// one by one, at every fifth poll.
const STRAGGLERS = 4;
const STRAGGLERS_EVERY = 5;

const EMPTY = { rows: null, next: null, total: null, fresh: new Set(), lost: false };
const NONE_FRESH = new Set();

// Calls with equal times are sorted by id, as on the server: ids grow with time, too.
const newestFirst = (a, b) =>
  Date.parse(whenOf(b)) - Date.parse(whenOf(a)) || b.id.localeCompare(a.id);

/** The rows, updated with newer ones. A row without changes stays the same object. */
function merge(rows, newer) {
  const byId = new Map(rows.map((row) => [row.id, row]));
  let changed = false;
  for (const row of newer) {
    const old = byId.get(row.id);
    if (old && JSON.stringify(old) === JSON.stringify(row))
      continue;
    byId.set(row.id, row);
    changed = true;
  }
  return changed ? [...byId.values()].sort(newestFirst) : rows;
}

function withNewest(feed, page) {
  const known = new Set(feed.rows?.map((row) => row.id));
  const fresh = page.items.filter((row) => !known.has(row.id)).map((row) => row.id);
  // If the newest page has no row that is shown (the computer slept for a night), the rows between
  // are unknown: start again, rather than show a list with a hole.
  const apart = page.next && fresh.length === page.items.length;
  if (!feed.rows || apart)
    return { ...EMPTY, rows: page.items, next: page.next, total: page.total };
  const rows = merge(feed.rows, page.items);
  const same = rows === feed.rows && !feed.lost && !feed.fresh.size
    && page.total.value === feed.total.value;
  return same ? feed : {
    ...feed, rows, total: page.total, lost: false,
    fresh: fresh.length ? new Set(fresh) : NONE_FRESH,
  };
}

const STEPS = {
  newest: withNewest,
  older: (feed, page) => ({ ...feed, rows: merge(feed.rows, page.items), next: page.next }),
  stragglers: (feed, rows) => ({ ...feed, rows: merge(feed.rows, rows) }),
  lost: (feed) => ({ ...feed, lost: true }),
};

const step = (feed, [name, news]) => STEPS[name](feed, news);

/** Calls work repeatedly while the page is visible. work returns how many ms to wait. */
export function useRepeated(work) {
  useEffect(() => {
    let timer;
    let busy = false;
    let over = false;
    async function turn() {
      clearTimeout(timer);
      if (busy || over || document.hidden)
        return;
      busy = true;
      const wait = await work();
      busy = false;
      if (!over)
        timer = setTimeout(turn, wait);
    }
    turn();
    document.addEventListener('visibilitychange', turn);
    window.addEventListener('online', turn);
    return () => {
      over = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', turn);
      window.removeEventListener('online', turn);
    };
  }, [work]);
}

/** Some of the stragglers; other ones at each turn. */
function someStragglers(rows, page, turn) {
  const onPage = new Set(page.items.map((row) => row.id));
  const open = rows.filter((row) => isOpen(row) && !onPage.has(row.id));
  const first = (turn * STRAGGLERS) % (open.length || 1);
  return open.slice(first, first + STRAGGLERS);
}

/**
 * {rows, next, total, fresh, lost, loadMore, reread}: rows is null until the first answer, fresh
 * holds the ids that came with the last one, lost is true while the server does not answer;
 * reread(id) reads one row now.
 */
export function useFeed(onSignedOut) {
  const [feed, dispatch] = useReducer(step, EMPTY);
  const latest = useRef(feed);
  latest.current = feed;
  const turns = useRef({ count: 0, failures: 0 });

  const poll = useCallback(async () => {
    const turn = turns.current;
    try {
      const page = await listCalls();
      dispatch(['newest', page]);
      turn.failures = 0;
      turn.count += 1;
      if (turn.count % STRAGGLERS_EVERY === 0 && latest.current.rows) {
        const some = someStragglers(latest.current.rows, page, turn.count / STRAGGLERS_EVERY);
        dispatch(['stragglers', await Promise.all(some.map((row) => readCall(row.id)))]);
      }
    } catch (problem) {
      if (problem.status === 401)
        onSignedOut();
      dispatch(['lost']);
      turn.failures += 1;
    }
    return Math.min(EVERY_MS * 2 ** turn.failures, LONGEST_MS);
  }, [onSignedOut]);
  useRepeated(poll);

  const loadMore = useCallback(async () => {
    dispatch(['older', await listCalls(latest.current.next)]);
  }, []);
  const reread = useCallback(async (id) => {
    dispatch(['stragglers', [await readCall(id)]]);
  }, []);
  return { ...feed, loadMore, reread };
}
