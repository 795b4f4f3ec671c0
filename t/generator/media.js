'use strict';

// What becomes of the audio of some segments between two waves, as a mirror tells the database.

const { sql } = require('../lib');

// How it ends, after some tries or the last one.
const OUTCOMES = {
  stored: { state: 'stored' },
  unreachable: { state: 'available', problem: 'unreachable', reason: 'HTTP 500' },
  ourDisk: { state: 'available', problem: 'our_disk', reason: 'no space left' },
  gone: { state: 'failed', problem: 'gone_at_twilio', reason: 'Twilio has it no more' },
};
const CHANCE = 0.3;

const text = (value) => (value === undefined ? 'null' : `'${value}'`);

// Each is leased, and its first try was an hour ago, or, of what fails for good, before yesterday.
const TELL = `
  create temporary table told as
  select * from (values %) v (recording_sid, state, problem, reason, channels, duration_s);
  update data.media_job j
     set lease_id = gen_random_uuid(), object_key = 'generator/' || gen_random_uuid(),
         attempts = j.attempts + 1, first_tried_at = now() - make_interval(
           hours => case when t.state = 'failed' then 25 else 1 end)
    from told t where t.recording_sid = j.recording_sid;
  select case when t.state = 'stored' then api.media_job_done(j.lease_id, 100, repeat('a', 64),
             'audio/wav', t.channels::smallint, t.duration_s)
           else api.media_job_retry(j.lease_id, t.problem, t.reason, 0) end
    from told t join data.media_job j using (recording_sid)`;

// available: {sid, channels, durationS} of each world that Twilio has and we may copy. Gives what
// was told as events of the model.
function tellMedia(random, available) {
  const events = available.filter(() => random.chance(CHANCE)).map((segment) => (
    { segment, media: random.pick(Object.keys(OUTCOMES)) }));
  const values = events.map(({ segment: { sid, channels, durationS }, media }) => {
    const { state, problem, reason } = OUTCOMES[media];
    return `('${sid}', '${state}', ${text(problem)}::text, ${text(reason)}::text,
      ${channels}, ${durationS}::numeric)`;
  });
  if (values.length > 0)
    sql(TELL.replace('%', values.join(', ')));
  return events.map(({ segment, media }) => ({ segment: segment.sid, media, ids: [], at: null }));
}

module.exports = { OUTCOMES, tellMedia };
