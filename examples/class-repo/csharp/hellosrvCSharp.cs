// Hello Internet server
// Usage: mono hellosrvCSharp.exe PORT

using System;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

public static class HelloServer
{
    const int Backlog = 16;
    const int MaxMessage = 1024;
    const int SilenceMicroseconds = 1000000; // then the client is given up
    const int PauseMicroseconds = 200000;    // then the message is complete

    /// <summary>Reads one message: up to a newline, a pause, or the end of the client's data.</summary>
    static string ReadMessage(Socket client)
    {
        var buffer = new byte[MaxMessage];
        int length = 0;
        int wait = SilenceMicroseconds;
        while (length < buffer.Length && client.Poll(wait, SelectMode.SelectRead))
        {
            int n = client.Receive(buffer, length, buffer.Length - length, SocketFlags.None);
            if (n == 0)
                break;
            length += n;
            if (Array.IndexOf(buffer, (byte)'\n', 0, length) >= 0)
                break;
            wait = PauseMicroseconds;
        }
        return Encoding.UTF8.GetString(buffer, 0, length).Trim();
    }

    static string Goodbye(string message)
    {
        const string prefix = "Hello in ";
        return message.StartsWith(prefix, StringComparison.Ordinal)
            ? "Goodbye " + message.Substring(prefix.Length) + " from C#"
            : "Goodbye in C#";
    }

    static void Serve(Socket client)
    {
        try
        {
            using (client)
            {
                IPAddress ip = ((IPEndPoint)client.RemoteEndPoint).Address;
                string message = ReadMessage(client);
                if (message.Length == 0)
                    return;
                Console.WriteLine(ip + " says \"" + message + "\"");
                byte[] reply = Encoding.UTF8.GetBytes(Goodbye(message));
                for (int sent = 0; sent < reply.Length;)
                    sent += client.Send(reply, sent, reply.Length - sent, SocketFlags.None);
            }
        }
        catch (SocketException)
        {
            // The client reset the connection. An exception that leaves a thread would end the process.
        }
    }

    public static int Main(string[] args)
    {
        if (args.Length != 1)
        {
            Console.Error.WriteLine("usage: hellosrvCSharp PORT");
            return 2;
        }
        ushort port; // a ushort holds exactly the numbers from 0 to 65535
        if (!ushort.TryParse(args[0], System.Globalization.NumberStyles.None,
                             System.Globalization.CultureInfo.InvariantCulture, out port) || port == 0)
        {
            Console.Error.WriteLine("hellosrvCSharp: bad port '" + args[0] + "', use a number from 1 to 65535");
            return 2;
        }

        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Mono sets SO_REUSEADDR by itself. Setting ReuseAddress here would also set SO_REUSEPORT, and then a
            // second server on the same port would start without an error.
            listener.Bind(new IPEndPoint(IPAddress.Any, port));
            listener.Listen(Backlog);
        }
        catch (SocketException e)
        {
            Console.Error.WriteLine("hellosrvCSharp: cannot listen on port " + port + ": " + e.Message);
            return 1;
        }

        while (true)
        {
            try
            {
                Socket client = listener.Accept();
                new Thread(() => Serve(client)).Start();
            }
            catch (SocketException)
            {
                // this client was gone before its turn
            }
        }
    }
}
