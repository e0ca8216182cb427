import java.io.FileInputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyStore;
import java.security.Security;
import java.util.Collections;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;

/** Java's TLS: AgreementServer PASSWORD DISABLED PORT=PROTOCOLS=SUITES=SERVERSORDER=KEYSTORES ... */
final class AgreementServer {
  public static void main(String[] args) throws Exception {
    Security.setProperty("jdk.tls.disabledAlgorithms", args[1]);
    Security.setProperty("jdk.certpath.disabledAlgorithms", "");
    for (int i = 2; i < args.length; i++) {
      String[] row = args[i].split("=");
      try {
        listen(context(row[4].split(","), args[0].toCharArray()), row);
      } catch (BindException taken) {
        System.err.println(taken);
        // The rows before this one have threads that would keep the process alive.
        System.exit(1);
      }
    }
  }

  private static SSLContext context(String[] files, char[] password) throws Exception {
    KeyStore all = KeyStore.getInstance("PKCS12");
    all.load(null, password);
    for (String file : files) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (FileInputStream in = new FileInputStream(file)) {
        store.load(in, password);
      }
      for (String alias : Collections.list(store.aliases())) {
        all.setKeyEntry(alias, store.getKey(alias, password), password, store.getCertificateChain(alias));
      }
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(all, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static void listen(SSLContext context, String[] row) throws Exception {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    SSLServerSocket server = (SSLServerSocket)
        context.getServerSocketFactory().createServerSocket(Integer.parseInt(row[0]), 50, loopback);
    server.setEnabledProtocols(row[1].split(","));
    server.setEnabledCipherSuites(row[2].split(","));
    SSLParameters parameters = server.getSSLParameters();
    parameters.setUseCipherSuitesOrder(Boolean.parseBoolean(row[3]));
    server.setSSLParameters(parameters);
    new Thread(() -> {
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
    }).start();
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
