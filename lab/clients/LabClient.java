import java.net.InetAddress;
import java.net.Socket;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * One handshake in Java's TLS: LabClient ADDRESS PORT NAME PROTOCOL,PROTOCOL with old versions allowed, or
 * LabClient ADDRESS PORT NAME default as Java comes.
 */
final class LabClient {
  public static void main(String[] args) throws Exception {
    boolean asItComes = args[3].equals("default");
    if (!asItComes) Security.setProperty("jdk.tls.disabledAlgorithms", "");
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, null);
    Socket plain = new Socket(InetAddress.getByName(args[0]), Integer.parseInt(args[1]));
    try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, args[2], 0, true)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(args[2])));
      if (!asItComes) parameters.setProtocols(args[3].split(","));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      System.out.println("completed " + socket.getSession().getProtocol());
    }
  }

  private static final class TrustAll implements X509TrustManager {
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
