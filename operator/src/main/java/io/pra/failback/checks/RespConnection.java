package io.pra.failback.checks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A connection that speaks RESP, the protocol of Redis, as far as a few commands need it: answers
 * are a line, a number or a text, and none is longer than {@value #MAX_BYTES} bytes.
 */
final class RespConnection implements AutoCloseable {
  private static final int MAX_BYTES = 64 * 1024;

  /** The server has answered, and said no. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String said) {
      super(said);
    }
  }

  private final Socket socket;
  private final InputStream in;

  private RespConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /**
   * Connects.
   *
   * @param host that the certificate must name
   * @param trust null for a connection in clear
   * @param call closes the socket when its time is over
   */
  static RespConnection open(
      BlockingCall call,
      InetAddress address,
      String host,
      int port,
      SSLContext trust,
      Duration timeout)
      throws IOException {
    Socket plain = call.opened(new Socket());
    plain.connect(new InetSocketAddress(address, port), (int) timeout.toMillis());
    plain.setSoTimeout((int) timeout.toMillis());
    if (trust == null) {
      return new RespConnection(plain);
    }
    SSLSocket secured =
        call.opened((SSLSocket) trust.getSocketFactory().createSocket(plain, host, port, true));
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return new RespConnection(secured);
  }

  /**
   * Sends a command, and waits for its answer.
   *
   * @throws Refused if the server says no
   */
  String call(String... words) throws IOException {
    StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      int bytes = word.getBytes(StandardCharsets.UTF_8).length;
      command.append('$').append(bytes).append("\r\n").append(word).append("\r\n");
    }
    OutputStream out = socket.getOutputStream();
    out.write(command.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
    String line = line();
    return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
      case '+', ':' -> line.substring(1);
      case '$' -> text(line.substring(1));
      case '-' -> throw new Refused(line.substring(1));
      default -> throw new IOException("it does not speak RESP");
    };
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("it hung up");
      }
      if (line.length() > MAX_BYTES) {
        throw new IOException("its answer is too long");
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  private String text(String length) throws IOException {
    int bytes;
    try {
      bytes = Integer.parseInt(length);
    } catch (NumberFormatException e) {
      throw new IOException("it does not speak RESP", e);
    }
    if (bytes < 0) {
      return "";
    }
    if (bytes > MAX_BYTES) {
      throw new IOException("its answer is too long");
    }
    byte[] read = in.readNBytes(bytes + 2);
    if (read.length < bytes + 2) {
      throw new EOFException("it hung up");
    }
    return new String(read, 0, bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
