import java.io.{ByteArrayOutputStream, IOException}
import java.net.{InetAddress, InetSocketAddress, Socket, UnknownHostException}

/** Hello Internet client: `scala helloScala HOST PORT` */
object helloScala {
  private val Greeting = "Hello in Scala"
  private val ConnectTimeoutMs = 5000

  private def fail(code: Int, text: String): Nothing = {
    System.err.println(s"helloScala: $text")
    sys.exit(code)
  }

  /** Some(port) for the texts "1" to "65535"; toInt alone would also take "+80" or "-1". */
  private def parsePort(text: String): Option[Int] =
    Some(text).filter(_.matches("[0-9]{1,5}")).map(_.toInt).filter(port => port >= 1 && port <= 65535)

  /** Tries the addresses of the host one after the other; the problem of the last one is thrown. */
  private def connect(addresses: List[InetAddress], port: Int): Socket = {
    val socket = new Socket()
    try {
      socket.connect(new InetSocketAddress(addresses.head, port), ConnectTimeoutMs)
      socket
    } catch {
      case _: IOException if addresses.tail.nonEmpty =>
        socket.close()
        connect(addresses.tail, port)
    }
  }

  /** Everything until the server closes. A reset behind the reply counts as closing. */
  private def readReply(socket: Socket): Array[Byte] = {
    val reply = new ByteArrayOutputStream
    val buffer = new Array[Byte](4096)
    try {
      Iterator.continually(socket.getInputStream.read(buffer)).takeWhile(_ >= 0).foreach(reply.write(buffer, 0, _))
    } catch {
      case _: IOException if reply.size > 0 =>
    }
    reply.toByteArray
  }

  private def greet(host: String, port: Int): Array[Byte] = {
    val socket = connect(InetAddress.getAllByName(host).toList, port)
    try {
      socket.getOutputStream.write(Greeting.getBytes("UTF-8"))
      readReply(socket)
    } finally socket.close()
  }

  def main(args: Array[String]): Unit = args match {
    case Array(host, portText) =>
      val port = parsePort(portText).getOrElse(fail(2, s"bad port '$portText', need a number from 1 to 65535"))
      try {
        val reply = greet(host, port)
        if (reply.isEmpty) fail(1, s"$host port $port closed the connection without a reply")
        System.out.write(reply, 0, reply.length)
        if (reply.last != '\n') System.out.println()
        System.out.flush()
      } catch {
        case _: UnknownHostException => fail(1, s"unknown host '$host'")
        case problem: IOException => fail(1, s"$host port $port: ${problem.getMessage}")
      }
    case _ => fail(2, "usage: scala helloScala HOST PORT")
  }
}
