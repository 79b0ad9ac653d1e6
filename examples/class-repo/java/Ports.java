/** The check of the port argument that client and server share. */
final class Ports {
    private Ports() {}

    /** Returns the port, or -1 if the text is not a number from 1 to 65535. */
    static int parse(String text) {
        // parseInt alone would also take "+80" and digits of other scripts
        if (!text.matches("[0-9]{1,5}")) {
            return -1;
        }
        int port = Integer.parseInt(text);
        return port >= 1 && port <= 65535 ? port : -1;
    }
}
