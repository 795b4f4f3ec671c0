'use strict';

// What only the benchmark has nginx serve: the limits that the endpoints are compared with.

const fs = require('node:fs');
const https = require('node:https');
const path = require('node:path');
const { spawn } = require('node:child_process');
const { run, until } = require('./run');

const { env } = process;
const conf = path.join(env.STATE, 'nginx', 'local-bench.conf');
const directory = path.join(env.STATE, 'bench');
const PROCESSES = '4'; // as ./dev starts of each program

// The socket is where the stack has its own: a path in STATE may be too long.
function socketPath() {
  return path.join(fs.readFileSync(path.join(env.STATE, 'base'), 'utf8').trim(), 'run',
    'bench-empty.sock');
}

const locations = () => `
location = /bench/small {
	alias ${directory}/small;
}
location /bench/media/ {
	alias ${env.MEDIA_DIR}/;
	gzip off;
}
location = /bench/empty {
	include ${env.STATE}/nginx/fastcgi.conf;
	fastcgi_pass unix:${socketPath()};
}
`;

function statusOf(url) {
  return new Promise((resolve) => {
    const options = { ca: fs.readFileSync(env.CA_FILE), agent: false };
    https.get(env.BASE_URL + url, options, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode));
    }).on('error', () => resolve(0));
  });
}

function reload() {
  process.kill(Number(fs.readFileSync(path.join(env.STATE, 'pids', 'nginx.pid'), 'utf8')),
    'SIGHUP');
}

function startEmpty() {
  fs.rmSync(socketPath(), { force: true });
  return spawn('spawn-fcgi', ['-n', '-s', socketPath(), '-M', '0600', '-b', '1024', '--',
    '/usr/bin/multiwatch', '-f', PROCESSES, path.join(env.BUILD, 't/bench/empty')],
  { stdio: ['ignore', 'ignore', 'inherit'] });
}

// Resolves with a function that takes it all away again, the files of the rows with it.
async function serve() {
  fs.rmSync(directory, { recursive: true, force: true }); // of a run that was killed
  fs.mkdirSync(directory);
  fs.writeFileSync(path.join(directory, 'small'), 'x'.repeat(1024));
  const empty = startEmpty();
  const gone = new Promise((resolve) => { empty.on('close', resolve).on('error', resolve); });
  const end = async () => {
    fs.rmSync(conf, { force: true });
    reload();
    empty.kill('SIGTERM');
    await gone;
    fs.rmSync(socketPath(), { force: true });
    fs.rmSync(directory, { recursive: true });
    await until(10, 'nginx without /bench', async () => await statusOf('/bench/small') === 404);
  };
  try {
    await until(10, 'the empty program', () => fs.existsSync(socketPath()));
    fs.writeFileSync(conf, locations());
    reload();
    await until(10, 'nginx with /bench', async () => await statusOf('/bench/empty') === 204);
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}

const version = () => run('sh', ['-c', '/usr/sbin/nginx -v 2>&1']);

module.exports = { directory, serve, version };
