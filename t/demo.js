'use strict';

// ./dev demo: places a call as a dialer would, through Twilio's REST API,
// and follows it until its recording can be played.

const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');

const { env } = process;
const PATIENCE_MS = 60000;

function request(url, options, body) {
  const { request: start } = url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    const ca = url.startsWith(env.BASE_URL) ? fs.readFileSync(env.CA_FILE) : undefined;
    const req = start(url, { ca, ...options }, (res) => {
      const parts = [];
      res.on('data', (part) => parts.push(part));
      res.on('end', () => resolve({ status: res.statusCode, body: Buffer.concat(parts) }));
    });
    req.on('error', reject);
    req.end(body);
  });
}

async function json(url, options, body) {
  const answer = await request(url, options, body);
  if (answer.status >= 300) throw new Error(`${url} answered ${answer.status}: ${answer.body}`);
  return JSON.parse(answer.body);
}

function api(path) {
  return json(env.BASE_URL + path, { headers: { authorization: `Bearer ${env.API_TOKEN}` } });
}

function placeCall() {
  const form = new URLSearchParams({
    To: '+15550100200',
    From: '+15550100100',
    Twiml: '<Response><Dial>+15550100200</Dial></Response>',
    Record: 'true',
    RecordingChannels: 'dual',
    StatusCallback: `${env.WEBHOOK_BASE_URL}/api/calls/status-callback#rc=5&rp=all`,
    RecordingStatusCallback: `${env.WEBHOOK_BASE_URL}/api/calls/recording-callback#rc=5&rp=all`,
  });
  for (const event of ['initiated', 'ringing', 'answered', 'completed']) {
    form.append('StatusCallbackEvent', event);
  }
  for (const event of ['in-progress', 'completed', 'absent']) {
    form.append('RecordingStatusCallbackEvent', event);
  }
  const path = `/2010-04-01/Accounts/${env.TWILIO_ACCOUNT_SID}/Calls.json`;
  return json(env.TWILIO_API_URL + path, {
    method: 'POST',
    auth: `${env.TWILIO_ACCOUNT_SID}:${env.TWILIO_AUTH_TOKEN}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }, form.toString());
}

async function find(callSid) {
  const { items } = await api('/api/call-records?limit=200');
  return items.find((call) => call.callId === callSid);
}

const stages = {
  in_progress: 'The recording has begun.',
  available: 'Twilio has the audio: it can be played already, straight from there.',
  stored: 'The audio is copied, verified and stored.',
};

// Tells each change once; ends when our own copy is there.
async function follow(callSid) {
  const told = new Set();
  const seen = {};
  const begun = Date.now();
  const tell = (key, sentence) => {
    if (!sentence || told.has(key)) return;
    told.add(key);
    seen[key] = Date.now();
    console.log(`${((seen[key] - begun) / 1000).toFixed(1).padStart(6)} s  ${sentence}`);
  };
  while (Date.now() < begun + PATIENCE_MS) {
    const call = await find(callSid);
    if (call?.status) tell(call.status, `The call is ${call.status}.`);
    tell(call?.recording?.state, stages[call?.recording?.state]);
    if (call?.recording?.state === 'stored') return { call, seen };
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
  throw new Error(`the recording was not playable after ${PATIENCE_MS / 1000} s`);
}

async function firstBytes(recording) {
  const answer = await request(env.BASE_URL + recording.streamUrl, {
    headers: { authorization: `Bearer ${env.API_TOKEN}`, range: 'bytes=0-99' },
  });
  if (answer.status !== 206 || answer.body.length !== 100) {
    throw new Error(`the stream answered ${answer.status}`);
  }
}

async function main() {
  if (!/^http:\/\/127\.0\.0\.1:/.test(env.TWILIO_API_URL)) {
    throw new Error('the demo places its call through the simulator, and this stack uses the real Twilio');
  }
  const { sid } = await placeCall();
  console.log(`Placed the call ${sid}.`);
  const { call, seen } = await follow(sid);
  await firstBytes(call.recording);
  const seconds = (from, to) => ((to - from) / 1000).toFixed(1);
  const ended = seen.completed;
  const playable = Math.min(seen.available ?? seen.stored, seen.stored);
  console.log(`
The recording was playable ${seconds(ended, playable)} s after the call had ended, and stored here after ${seconds(ended, seen.stored)} s
(the simulator takes 1 s of it to finish the recording).
Listen to its ${Math.round(call.recording.durationS)} s as ${env.SUPERVISOR_EMAIL}, password ${env.SUPERVISOR_PASSWORD}:

  ${env.BASE_URL}/#/recordings/${call.recording.id}
`);
}

main().catch((error) => {
  console.error(`./dev demo: ${error.message}`);
  process.exit(1);
});
