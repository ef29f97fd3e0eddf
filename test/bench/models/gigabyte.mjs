// Serves as many bytes as it is told on a port of this machine, which it prints; whole, and in parts.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

const size = Number(process.argv[2]);
const block = randomBytes(2 ** 24);

const server = createServer((request, response) => {
  const [, from = '0', to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const isPart = request.headers.range !== undefined;
  let at = Number(from);
  const end = to ? Math.min(size, Number(to) + 1) : size;
  response.writeHead(isPart ? 206 : 200, {
    'content-length': end - at,
    etag: '"gigabyte"',
    ...(isPart && { 'content-range': `bytes ${at}-${end - 1}/${size}` }),
  });
  const send = () => {
    while (at < end) {
      const start = at % block.length;
      const some = block.subarray(start, start + Math.min(end - at, 2 ** 20));
      at += some.length;
      if (!response.write(some)) return response.once('drain', send);
    }
    response.end();
  };
  send();
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
