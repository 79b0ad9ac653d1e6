import java.io.{BufferedReader, IOException, InputStreamReader, PrintWriter}
import java.net.{ServerSocket, Socket}
import scala.io.Source

/** What a small network program uses, so that the compiler's and the library's classes for it enter the archives. */
case class TrainingPeer(name: String, port: Int)

object Training extends App {
  val server = new ServerSocket(0)
  val worker = new Thread(new Runnable {
    def run(): Unit = {
      val client = server.accept()
      val in = new BufferedReader(new InputStreamReader(client.getInputStream))
      client.getOutputStream.write((in.readLine() + "\n").getBytes("UTF-8"))
      client.close()
    }
  })
  worker.start()
  val peer = TrainingPeer("localhost", server.getLocalPort)
  val socket = new Socket(peer.name, peer.port)
  new PrintWriter(socket.getOutputStream, true).println(s"Hello in ${args.headOption.getOrElse("training")}")
  println(Source.fromInputStream(socket.getInputStream).getLines().map(_.toLowerCase).mkString(","))
  worker.join()
  for ((key, value) <- Map("a" -> 1, "b" -> 2) if value > 1) printf("%s %d%n", key, value)
  List(1, 2, 3).foreach(n => Console.err.println(n.toString))
  try {
    new Socket("localhost", "1".toInt).close()
  } catch {
    case fault: IOException => Console.err.println(fault.getMessage)
  }
}
