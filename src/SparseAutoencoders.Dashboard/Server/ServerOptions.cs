namespace SparseAutoencoders.Dashboard.Server;

/// <summary>Where the pages are to be had.</summary>
public sealed record ServerOptions
{
    /// <summary>The port tried when none is asked for; if it is taken, any free one.</summary>
    public const int UsualPort = 7370;

    /// <summary>Port, 0 for any free one. Default null: <see cref="UsualPort"/> or, if that is taken, any free one.</summary>
    public int? Port { get; init; }

    /// <summary>Address of this machine or name to be reached under from others. Default null: this machine alone.</summary>
    public string? Host { get; init; }

    /// <summary>What a caller must know. Demanded with <see cref="Host"/>. Default null: nothing.</summary>
    public string? Token { get; init; }
}
