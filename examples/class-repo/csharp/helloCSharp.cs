// Hello Internet client
// Usage: mono helloCSharp.exe HOST PORT

using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;

public static class HelloCSharp
{
    const string Greeting = "Hello in C#\n";
    const int ReplyTimeoutMs = 10000;

    static Socket Connect(string host, int port)
    {
        SocketException problem = new SocketException((int)SocketError.HostNotFound);
        foreach (IPAddress address in Dns.GetHostAddresses(host))
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(new IPEndPoint(address, port));
                return socket;
            }
            catch (SocketException e)
            {
                socket.Close();
                problem = e; // perhaps the next address works
            }
        }
        throw problem;
    }

    static void SendAll(Socket socket, byte[] data)
    {
        int sent = 0;
        while (sent < data.Length)
            sent += socket.Send(data, sent, data.Length - sent, SocketFlags.None);
    }

    // Receives until the server closes (Receive returns 0).
    static byte[] ReceiveAll(Socket socket)
    {
        var reply = new MemoryStream();
        var buffer = new byte[4096];
        socket.ReceiveTimeout = ReplyTimeoutMs;
        try
        {
            int n;
            while ((n = socket.Receive(buffer)) > 0)
                reply.Write(buffer, 0, n);
        }
        catch (SocketException)
        {
            // A reset after the reply only means that the server closed carelessly.
            if (reply.Length == 0)
                throw;
        }
        return reply.ToArray();
    }

    static bool TryParsePort(string text, out int port)
    {
        // NumberStyles.None: only digits, no sign and no blanks
        return int.TryParse(text, System.Globalization.NumberStyles.None,
                            System.Globalization.CultureInfo.InvariantCulture, out port)
            && port >= 1 && port <= 65535;
    }

    static int Fail(int code, string message)
    {
        Console.Error.WriteLine("helloCSharp: " + message);
        return code;
    }

    public static int Main(string[] args)
    {
        if (args.Length != 2)
            return Fail(2, "usage: helloCSharp HOST PORT");
        int port;
        if (!TryParsePort(args[1], out port))
            return Fail(2, "bad port '" + args[1] + "', use a number from 1 to 65535");

        try
        {
            using (Socket socket = Connect(args[0], port))
            {
                SendAll(socket, Encoding.UTF8.GetBytes(Greeting));
                byte[] reply = ReceiveAll(socket);
                if (reply.Length == 0)
                    return Fail(1, "the server closed the connection without a reply");
                using (Stream output = Console.OpenStandardOutput())
                {
                    output.Write(reply, 0, reply.Length);
                    if (reply[reply.Length - 1] != '\n')
                        output.WriteByte((byte)'\n');
                }
                return 0;
            }
        }
        catch (SocketException e)
        {
            return Fail(1, args[0] + " port " + port + ": " + e.Message);
        }
        catch (ArgumentException)
        {
            return Fail(1, "'" + args[0] + "' is not a host name");
        }
    }
}
