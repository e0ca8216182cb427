import java.io.FileInputStream;
import java.security.Security;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Prints what a server socket has enabled, one line of protocols and one of cipher suites. Argument: a java.security. */
public final class JavaDefaults {
  public static void main(String[] arguments) throws Exception {
    Properties properties = new Properties();
    try (FileInputStream file = new FileInputStream(arguments[0])) {
      properties.load(file);
    }
    properties.forEach((name, value) -> Security.setProperty((String) name, (String) value));
    SSLContext context = SSLContext.getDefault();
    try (SSLServerSocket socket = (SSLServerSocket) context.getServerSocketFactory().createServerSocket()) {
      System.out.println("protocols " + String.join(",", socket.getEnabledProtocols()));
      System.out.println("suites " + String.join(",", socket.getEnabledCipherSuites()));
    }
  }
}
