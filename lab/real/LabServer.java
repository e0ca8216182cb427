import java.io.FileInputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyStore;
import java.security.Security;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Java's TLS on several loopback ports: LabServer KEYSTORE PASSWORD {open|default} PORT=PROTOCOL,PROTOCOL ... */
final class LabServer {
  public static void main(String[] args) throws Exception {
    // Read once, when the first TLS class is loaded: one JVM is either open or not.
    if (args[2].equals("open")) Security.setProperty("jdk.tls.disabledAlgorithms", "");
    SSLContext context = context(args[0], args[1].toCharArray());
    for (int i = 3; i < args.length; i++) {
      String[] row = args[i].split("=");
      try {
        listen(context, Integer.parseInt(row[0]), row[1].split(","));
      } catch (BindException taken) {
        System.err.println(taken);
        // The rows before this one have threads that would keep the process alive.
        System.exit(1);
      }
    }
  }

  private static SSLContext context(String file, char[] password) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (FileInputStream in = new FileInputStream(file)) {
      store.load(in, password);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static void listen(SSLContext context, int port, String[] protocols) throws Exception {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    SSLServerSocket server =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(port, 50, loopback);
    server.setEnabledProtocols(protocols);
    Thread accepting = new Thread(() -> {
      while (true) {
        try {
          Socket socket = server.accept();
          Thread answering = new Thread(() -> answer(socket));
          answering.setDaemon(true);
          answering.start();
        } catch (Exception closed) {
          return;
        }
      }
    });
    accepting.start();
  }

  private static void answer(Socket socket) {
    try (socket) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write("lab\n".getBytes());
    } catch (Exception expected) {
      // A client that left, or one that was refused: the socket has said so on the wire.
    }
  }
}
