-- What wrk does for bench.js. Arguments: none, or a file of whole requests
-- that are all of one size, the size, how many there are, and "each" to send
-- each of them once, or "same" to send the first one always. Ends with one
-- line of JSON.
local threads = {}
local nothing_left = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'

function setup(thread)
  thread:set('number', #threads)
  table.insert(threads, thread)
end

-- Each of the two threads has a half of the file to itself.
function init(args)
  if #args == 0 then return end
  local file = assert(io.open(args[1], 'rb'))
  local size, left = tonumber(args[2]), math.floor(tonumber(args[3]) / 2)
  if args[4] == 'same' then
    local first = file:read(size)
    function request() return first end
    return
  end
  local is_sent = number > 0 -- wrk first looks at a request of thread 0
  file:seek('set', number * left * size)
  function request()
    if not is_sent then
      is_sent = true
      local first = file:read(size)
      file:seek('cur', -size)
      return first
    end
    if left == 0 then
      ran_out = true
      wrk.thread:stop()
      return nothing_left
    end
    left = left - 1
    return file:read(size)
  end
end

function done(summary, latency)
  local e, out = summary.errors, 0
  for _, thread in ipairs(threads) do
    if thread:get('ran_out') then out = out + 1 end
  end
  print(string.format('{"requests": %d, "us": %d, "bytes": %d, "p50": %d, "p99": %d, ' ..
    '"faults": {"connect": %d, "read": %d, "write": %d, "timeout": %d, "status": %d, ' ..
    '"threads that ran out of requests": %d}}',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50),
    latency:percentile(99), e.connect, e.read, e.write, e.timeout, e.status, out))
end
