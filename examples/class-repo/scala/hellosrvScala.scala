import java.io.{ByteArrayOutputStream, IOException}
import java.net.{InetSocketAddress, ServerSocket, Socket, SocketTimeoutException}

/** Hello Internet server: `scala hellosrvScala PORT` */
object hellosrvScala {
  private val Backlog = 20
  private val MaxMessage = 1024
  private val SilenceMs = 1000 // a client that says nothing for so long is given up
  private val PauseMs = 200 // a pause that ends a message without a newline

  private val Greeting = "Hello in (.+)".r

  /** What we answer to a message. The pattern names the client's language if it can. */
  private def goodbye(message: String): String = message match {
    case Greeting(language) => s"Goodbye $language from Scala\n"
    case _ => "Goodbye in Scala\n"
  }

  /** One message: it ends with a newline, the end of the client's data, or a pause. */
  private def readMessage(client: Socket): String = {
    val message = new ByteArrayOutputStream
    val in = client.getInputStream
    client.setSoTimeout(SilenceMs)
    try {
      var next = in.read()
      client.setSoTimeout(PauseMs)
      while (next != -1 && next != '\n' && message.size < MaxMessage) {
        message.write(next)
        next = in.read()
      }
    } catch {
      case _: SocketTimeoutException => // a pause
    }
    message.toString("UTF-8").trim
  }

  private def serve(client: Socket): Unit =
    try {
      val message = readMessage(client)
      if (message.nonEmpty) {
        println(s"${client.getInetAddress.getHostAddress} > $message")
        client.getOutputStream.write(goodbye(message).getBytes("UTF-8"))
      }
    } catch {
      case _: IOException => // this client is gone, the next one is served all the same
    } finally client.close()

  private def fail(code: Int, text: String): Nothing = {
    System.err.println(s"hellosrvScala: $text")
    sys.exit(code)
  }

  private def listen(port: Int): ServerSocket =
    try {
      val listener = new ServerSocket()
      listener.setReuseAddress(true)
      listener.bind(new InetSocketAddress("0.0.0.0", port), Backlog)
      listener
    } catch {
      case problem: IOException => fail(1, s"cannot listen on port $port: ${problem.getMessage}")
    }

  def main(args: Array[String]): Unit = {
    if (args.length != 1) fail(2, "usage: scala hellosrvScala PORT")
    if (!args(0).matches("[0-9]{1,5}") || args(0).toInt < 1 || args(0).toInt > 65535)
      fail(2, s"bad port '${args(0)}', need a number from 1 to 65535")

    val listener = listen(args(0).toInt)
    while (true) {
      val client = listener.accept()
      new Thread(new Runnable { def run(): Unit = serve(client) }).start()
    }
  }
}
