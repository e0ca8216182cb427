// A TLS server for runtimes from Node 0.8 to bun, so in the JavaScript of 2012.
// Arguments: certificate file, key file, and the rows as JSON: [{"port": 1, "kind": "tls", "options": {}}].
// biome-ignore-all lint: Node 0.8 has neither const nor arrow functions.
'use strict';

var fs = require('fs');
var tls = require('tls');

var cert = fs.readFileSync(process.argv[2]);
var key = fs.readFileSync(process.argv[3]);

// Old versions throw on a reset connection, where a new one emits tlsClientError.
process.on('uncaughtException', function (error) {
  if (error.code === 'EADDRINUSE' || error.syscall === 'listen') {
    console.error(String(error));
    process.exit(1);
  }
});

JSON.parse(process.argv[4]).forEach(function (row) {
  if (row.kind === 'bun-serve') {
    Bun.serve({
      port: row.port,
      hostname: '127.0.0.1',
      tls: { cert: cert, key: key },
      fetch: function () {
        return new Response('lab\n');
      },
    });
    return;
  }
  var options = { cert: cert, key: key };
  for (var name in row.options) options[name] = row.options[name];
  var server = tls.createServer(options, function (socket) {
    socket.on('error', function () {});
    socket.end('lab\n');
  });
  server.on('clientError', function () {});
  server.listen(row.port, '127.0.0.1');
});
