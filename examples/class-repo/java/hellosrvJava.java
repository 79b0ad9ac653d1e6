import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Hello Internet server: prints the address and the greeting of each client and says goodbye.
 *
 * <p>Usage: java hellosrvJava PORT
 */
public class hellosrvJava {
    private static final int BACKLOG = 50;
    private static final int MAX_THREADS = 16;
    private static final int MAX_MESSAGE = 1024;
    /** A client that is silent for this long is given up. */
    private static final int SILENCE_MS = 1000;
    /** A pause of this length ends a message that has no newline. */
    private static final int PAUSE_MS = 200;

    /** Reads one message, up to a newline, a pause or the end of the client's data. */
    private static String readMessage(Socket client) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        InputStream in = client.getInputStream();
        client.setSoTimeout(SILENCE_MS);
        try {
            // read() without a buffer costs a system call per byte, which is nothing for so few
            int next = in.read();
            client.setSoTimeout(PAUSE_MS);
            while (next != -1 && next != '\n' && message.size() < MAX_MESSAGE) {
                message.write(next);
                next = in.read();
            }
        } catch (SocketTimeoutException pause) {
            // the message is complete
        }
        return message.toString(StandardCharsets.UTF_8).trim();
    }

    private static String goodbye(String message) {
        String prefix = "Hello in ";
        if (message.startsWith(prefix)) {
            return "Goodbye " + message.substring(prefix.length()) + " from Java";
        }
        return "Goodbye in Java";
    }

    private static void serve(Socket socket) {
        try (Socket client = socket) {
            String message = readMessage(client);
            if (!message.isEmpty()) {
                System.out.println("Client " + client.getInetAddress().getHostAddress() + ": " + message);
                client.getOutputStream().write(goodbye(message).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException gone) {
            // This client has disconnected or reset the connection; the others are not concerned.
        }
    }

    public static void main(String[] args) {
        if (args.length != 1) {
            System.err.println("usage: java hellosrvJava PORT");
            System.exit(2);
        }
        int port = Ports.parse(args[0]);
        if (port < 0) {
            System.err.println("hellosrvJava: bad port '" + args[0] + "', must be a number from 1 to 65535");
            System.exit(2);
        }

        ExecutorService threads = Executors.newFixedThreadPool(MAX_THREADS);
        try (ServerSocket listener = new ServerSocket()) {
            listener.setReuseAddress(true); // has an effect only before bind
            listener.bind(new InetSocketAddress("0.0.0.0", port), BACKLOG);
            while (true) {
                Socket client = listener.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException problem) {
            System.err.println("hellosrvJava: port " + port + ": " + problem.getMessage());
            System.exit(1);
        }
    }
}
