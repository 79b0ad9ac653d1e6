import java.net.ServerSocket;

class Hello {
    public static void main(String[] args) throws Exception {
        new ServerSocket(0).close();
        System.out.println("Hello from Java");
    }
}
