namespace SparseAutoencoders.Benchmarks.Quality;

/// <summary>One training.</summary>
/// <param name="Part">Which table: images, wide, directions, harder.</param>
/// <param name="Who">ours, or the peer's project.</param>
/// <param name="Mechanism">topk, batch-topk and so on.</param>
/// <param name="Units">Hidden units.</param>
/// <param name="L0">Active units a row asked for.</param>
/// <param name="Epochs">Passes over the rows, in batches of 512.</param>
/// <param name="Rate">Adam's rate; null for our own, which depends on the units.</param>
/// <param name="Prefixes">Matryoshka's; null for none.</param>
internal sealed record Trial(string Part, string Who, string Mechanism, int Units, double L0, int Epochs, double? Rate, string? Prefixes = null)
{
    /// <summary>Who, for our trials.</summary>
    public const string Ours = "ours";

    /// <summary>Rows of a batch, for all.</summary>
    public const int Batch = 512;

    private static readonly string[] Mechanisms = ["topk", "batch-topk", "jumprelu", "l1", "gated"];

    /// <summary>All of them. Peers are tried on the images at the rate they bring and at 0.001, which is better for both; elsewhere at that.</summary>
    public static IEnumerable<Trial> All =>
    [
        .. Mechanisms.Select(mechanism => new Trial("images", Ours, mechanism, 1024, 32, 15, 0.001)),
        .. new[] { "topk", "batch-topk" }.Select(mechanism => new Trial("images", Ours, mechanism, 1024, 32, 15, 0.001, "64,256")),
        .. Mechanisms.Select(mechanism => new Trial("images", Ours, mechanism, 1024, 32, 15, null)),
        .. Peers("images", 1024, 32, 15, OwnRates),
        .. Mechanisms.Select(mechanism => new Trial("wide", Ours, mechanism, 4096, 16, 8, null)),
        .. Peers("wide", 4096, 16, 8, new()),
        .. Mechanisms.Select(mechanism => new Trial("directions", Ours, mechanism, 1024, 5, 15, null)),
        .. Peers("directions", 1024, 5, 15, new()),
        .. Mechanisms.Select(mechanism => new Trial("harder", Ours, mechanism, 2048, 8, 15, null)),
        .. Peers("harder", 2048, 8, 15, new()),
    ];

    /// <summary>All of ours, small.</summary>
    public static IEnumerable<Trial> Small =>
        [.. Mechanisms.SelectMany(mechanism => new[] { "images", "directions", "harder" }.Select(part => new Trial(part, Ours, mechanism, 24, 3, 2, null, part == "images" ? "6" : null)))];

    private static readonly Dictionary<string, double> OwnRates = new() { ["HypotheSAEs"] = 0.0005, ["BatchTopK"] = 0.0003 };

    private static IEnumerable<Trial> Peers(string part, int units, double l0, int epochs, Dictionary<string, double> ownRates) =>
        from peer in new[] { "HypotheSAEs", "BatchTopK" }
        from mechanism in Mechanisms[..2]
        from rate in ownRates.TryGetValue(peer, out var own) ? [own, 0.001] : new[] { 0.001 }
        select new Trial(part, peer, mechanism, units, l0, epochs, rate);
}
