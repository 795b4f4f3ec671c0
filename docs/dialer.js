#!/usr/bin/env node
'use strict';

// A dialer in short: places a call through Twilio, says whose it is, waits for its recording, downloads it and looks whether it is whole.
// Environment: BASE_URL, API_TOKEN (scopes dialer and supervisor), CA_FILE if the certificate is your own; WEBHOOK_BASE_URL;
// TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_URL if it is not Twilio's. Usage: dialer.js CUSTOMER CALLER, two numbers in E.164 form.

const crypto = require('node:crypto');
const fs = require('node:fs');
const https = require('node:https');
const twilio = require('twilio');

const { env } = process;
const [customer, caller] = process.argv.slice(2);
const callId = `order-${crypto.randomUUID()}`; // our own name of the call
const NO_AUDIO = ['busy', 'no-answer', 'canceled', 'failed', 'absent', 'deleted'];
const ca = env.CA_FILE && fs.readFileSync(env.CA_FILE);

function api(method, path, json) {
  const headers = { authorization: `Bearer ${env.API_TOKEN}`, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const request = https.request(env.BASE_URL + path, { method, headers, ca }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => (answer.statusCode < 300 ? resolve(Buffer.concat(parts))
        : reject(new Error(`${method} ${path}: ${answer.statusCode} ${Buffer.concat(parts)}`))));
    });
    request.on('error', reject);
    request.end(json && JSON.stringify(json));
  });
}

async function main() {
  const said = { agent: { key: '42', name: 'Ann Lee' }, campaign: { key: 'spring', name: 'Spring' } };
  await api('PUT', `/api/calls/${callId}`, { direction: 'outbound', customerNumber: customer, ...said });
  const client = twilio(env.TWILIO_ACCOUNT_SID, env.TWILIO_AUTH_TOKEN);
  if (env.TWILIO_API_URL) client.api.baseUrl = env.TWILIO_API_URL;
  const callback = (what) => `${env.WEBHOOK_BASE_URL}/api/calls/${what}-callback#rc=5&rp=all`;
  const { sid } = await client.calls.create({
    to: customer, from: caller, twiml: '<Response><Pause length="20"/></Response>', record: true, recordingChannels: 'dual',
    statusCallback: callback('status'), statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
    recordingStatusCallback: callback('recording'), recordingStatusCallbackEvent: ['in-progress', 'completed', 'absent'],
  });
  await api('PUT', `/api/calls/${callId}`, { callSid: sid });
  let call;
  do {
    await new Promise((resolve) => { setTimeout(resolve, 500); });
    call = JSON.parse(await api('GET', `/api/calls/${callId}`));
    if (NO_AUDIO.includes(call.status) || NO_AUDIO.includes(call.recording?.state))
      return console.log(`${callId} ${call.status}: ${call.recording?.reasonCode ?? 'not recorded'}`);
  } while (call.recording?.state !== 'stored');
  call = JSON.parse(await api('PUT', `/api/calls/${callId}`, { disposition: { key: '7', name: 'Sold' } }));
  const { sha256 } = JSON.parse(await api('GET', `/api/recordings/${call.recording.id}`));
  const audio = await api('GET', call.recording.downloadUrl);
  const isWhole = crypto.createHash('sha256').update(audio).digest('hex') === sha256;
  console.log(`${callId} ${call.agent.key} ${call.campaign.key} ${call.disposition.key} ${audio.length} bytes, ${isWhole ? 'whole' : 'not whole'}`);
}

main();
