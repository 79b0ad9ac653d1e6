import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Touches the classes that a small network program uses, so that they enter the class data archive. */
class Training {
    public static void main(String[] args) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            ExecutorService pool = Executors.newCachedThreadPool();
            pool.submit(() -> { serve(server); return null; });
            try (Socket socket = new Socket("localhost", server.getLocalPort())) {
                PrintWriter out = new PrintWriter(socket.getOutputStream(), true);
                out.println("Hello in " + args.length);
                System.out.println(new Scanner(socket.getInputStream()).nextLine());
                socket.shutdownOutput();
            }
            pool.shutdown();
        }
        try {
            new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt("1")).close();
        } catch (IOException | NumberFormatException fault) {
            System.err.printf("%s: %d%n", fault.getMessage(), args.length);
        }
    }

    private static void serve(ServerSocket server) throws IOException {
        try (Socket client = server.accept()) {
            client.setSoTimeout(1000);
            BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            String line = in.readLine();
            client.getOutputStream().write((line + " from " + client.getInetAddress().getHostAddress() + "\n").getBytes());
            client.getOutputStream().flush();
        }
    }
}
