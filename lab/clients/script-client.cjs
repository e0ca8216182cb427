// A TLS client for runtimes from Node 0.8 on, so in the JavaScript of 2012.
// Argument: the options of tls.connect as JSON. Prints "completed" and the version, where the runtime knows it.
// biome-ignore-all lint: Node 0.8 has neither const nor arrow functions.
'use strict';

var tls = require('tls');

var options = JSON.parse(process.argv[2]);
options.rejectUnauthorized = false;
var socket = tls.connect(options, function () {
  console.log('completed ' + (socket.getProtocol ? socket.getProtocol() : ''));
  socket.destroy();
  process.exit(0);
});
socket.on('error', function (error) {
  console.log('failed ' + error);
  process.exit(1);
});
// Node 0.8 calls a connection that ends in the middle of the handshake closed, and no error.
socket.on('close', function () {
  process.exit(1);
});
