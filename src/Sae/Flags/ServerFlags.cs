using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using SparseAutoencoders.Dashboard.Server;

namespace Sae.Flags;

/// <summary>The flags that say where pages are to be had.</summary>
internal sealed class ServerFlags
{
    /// <summary>The port alone: for pages that this machine alone sees.</summary>
    public Flag<int> Port { get; } = new("Server", "--port", "N", "the port to answer on", PortOf)
    {
        Default = ServerOptions.UsualPort.ToString(CultureInfo.InvariantCulture) + ", or a free one",
        Range = "0 to 65535; 0 for a free one",
    };

    private readonly Flag<string> _host = new("Server", "--host", "ADDRESS", "be reached from other machines, who must know the token", FlagText.Word) { Default = "this machine alone" };

    private readonly Flag<string> _token = new("Server", "--token", "TOKEN", "what other machines must know", FlagText.Word) { Default = "drawn and printed" };

    public IEnumerable<Option> Options => [Port, _host, _token];

    public ServerOptions Read(ParseResult parse)
    {
        var host = _host.IsGiven(parse) ? _host.Read(parse) : null;
        if (host is null && _token.IsGiven(parse)) throw new WrongUse("--token", "without --host only this machine is answered", "Add --host, or leave it out");
        return new ServerOptions
        {
            Port = Port.IsGiven(parse) ? Port.Read(parse) : null,
            Host = host,
            Token = host is null ? null : _token.IsGiven(parse) ? _token.Read(parse) : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
        };
    }

    private static int PortOf(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
            ? port
            : throw new WrongUse(name, $"'{text}' is not allowed", "Give a whole number from 0 to 65535");
}
