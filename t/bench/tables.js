'use strict';

// What is printed: numbers, in Markdown.

// A result is {requests, seconds, p50, p99, cpu: {programs, postgres, nginx} in µs}, see wrk.js.
const rateOf = ({ requests, seconds }) => requests / seconds;

const share = (results, of) => results.reduce((sum, one) => sum + of(one), 0) / results.length;

// Of the two halves of a row. Percentiles are their mean.
function together(results) {
  const sum = (of) => results.reduce((all, one) => all + of(one), 0);
  const parts = Object.keys(results[0].cpu);
  return {
    requests: sum(({ requests }) => requests), seconds: sum(({ seconds }) => seconds),
    p50: share(results, ({ p50 }) => p50), p99: share(results, ({ p99 }) => p99),
    cpu: Object.fromEntries(parts.map((part) => [part, sum(({ cpu }) => cpu[part])])),
  };
}

const NONE = '-';

const round = (number) => number.toLocaleString('en', { maximumFractionDigits: number < 10 ? 2 : 0 });

const rate = (result) => (result ? round(rateOf(result)) : NONE);
const ms = (time) => time.toFixed(2);
const cpu = (result) => (result
  ? Object.values(result.cpu).map((us) => Math.round(us / result.requests)).join('/') : NONE);

function table(columns, rows) {
  const lines = [columns, ...rows];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  const pad = (cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]));
  const rule = widths.map((width, i) => '-'.repeat(width - (i > 0)) + (i > 0 ? ':' : ''));
  return [lines[0].map(pad), rule, ...lines.slice(1).map((line) => line.map(pad))]
    .map((line) => `| ${line.join(' | ')} |`).join('\n');
}

const CPU = 'CPU, µs: programs/PostgreSQL/nginx';

// rows: {name, results: [ours], limit: a result}.
const alone = (rows) => table(
  ['what', 'requests/s', 'p50, ms', 'p99, ms', 'of its limit', CPU],
  rows.map(({ name, results: [ours], limit }) => [name, rate(ours), ms(ours.p50), ms(ours.p99),
    limit ? `${Math.round(100 * rateOf(ours) / rateOf(limit))} %` : '', cpu(ours)]));

// results: [ours, the other commit's or null].
const compared = (rows, commit) => table(
  ['what', `requests/s at ${commit}`, 'now', 'ratio', `p99, ms at ${commit}`, 'now',
    `${CPU} at ${commit}`, 'now'],
  rows.map(({ name, results: [ours, other] }) => [name, rate(other), rate(ours),
    other ? (rateOf(ours) / rateOf(other)).toFixed(2) : NONE,
    other ? ms(other.p99) : NONE, ms(ours.p99), cpu(other), cpu(ours)]));

// sides: {name, memory: {programs, postgres, nginx} in MiB, connections}.
const held = (sides) => table(
  ['at the end', 'programs, MiB', 'PostgreSQL, MiB', 'nginx, MiB', 'connections to PostgreSQL'],
  sides.map(({ name, memory, connections }) =>
    [name, ...Object.values(memory).map((mib) => mib.toFixed(0)), connections]));

module.exports = { alone, compared, held, together };
