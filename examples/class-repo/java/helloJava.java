import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/**
 * Hello Internet client: connects to a server, says hello and prints the server's reply.
 *
 * <p>Usage: java helloJava HOST PORT
 */
public class helloJava {
    private static final byte[] GREETING = "Hello in Java\n".getBytes(StandardCharsets.UTF_8);
    private static final int CONNECT_TIMEOUT_MS = 5000;
    private static final int REPLY_TIMEOUT_MS = 10000;

    /** Connects to the first address of the host that accepts the connection. */
    private static Socket connect(String host, int port) throws IOException {
        IOException lastProblem = null;
        for (InetAddress address : InetAddress.getAllByName(host)) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, port), CONNECT_TIMEOUT_MS);
                return socket;
            } catch (IOException problem) {
                socket.close();
                lastProblem = problem;
            }
        }
        throw lastProblem;
    }

    /** Reads until the server closes, however many pieces the reply comes in. */
    private static byte[] readReply(Socket socket) throws IOException {
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[4096];
        try {
            int count;
            while ((count = in.read(buffer)) != -1) {
                reply.write(buffer, 0, count);
            }
        } catch (IOException problem) {
            // A server that closes too early resets the connection after its reply.
            if (reply.size() == 0) {
                throw problem;
            }
        }
        return reply.toByteArray();
    }

    private static int run(String[] args) {
        if (args.length != 2) {
            System.err.println("usage: java helloJava HOST PORT");
            return 2;
        }
        String host = args[0];
        int port = Ports.parse(args[1]);
        if (port < 0) {
            System.err.println("helloJava: bad port '" + args[1] + "', must be a number from 1 to 65535");
            return 2;
        }

        try (Socket socket = connect(host, port)) {
            socket.setSoTimeout(REPLY_TIMEOUT_MS);
            socket.getOutputStream().write(GREETING);
            byte[] reply = readReply(socket);
            if (reply.length == 0) {
                System.err.println("helloJava: " + host + ":" + port + " closed the connection without a reply");
                return 1;
            }
            System.out.write(reply, 0, reply.length);
            if (reply[reply.length - 1] != '\n') {
                System.out.println();
            }
            System.out.flush();
            return 0;
        } catch (UnknownHostException problem) {
            System.err.println("helloJava: unknown host '" + host + "'");
        } catch (SocketTimeoutException problem) {
            System.err.println("helloJava: " + host + ":" + port + " does not answer");
        } catch (IOException problem) {
            System.err.println("helloJava: " + host + ":" + port + ": " + problem.getMessage());
        }
        return 1;
    }

    public static void main(String[] args) {
        System.exit(run(args));
    }
}
