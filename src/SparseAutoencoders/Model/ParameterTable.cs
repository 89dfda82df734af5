namespace SparseAutoencoders;

/// <summary>Which blocks of numbers a model has, and where each stands among all: in the order of the model file, and apart from that what is decayed first, then what
/// else is learned, then buffers.</summary>
public sealed class ParameterTable
{
    /// <summary>Names of the blocks that every model has; <see cref="DecoderWeights"/> only where weights are free.</summary>
    public const string EncoderWeights = "encoder.weight", EncoderBiases = "encoder.bias", DecoderWeights = "W_dec", DecoderBiases = "b_dec";

    /// <summary>Name of the block of a model whose outputs also get W_s x, a linear map of the row: (outputs, inputs).</summary>
    public const string SkipWeights = "W_skip";

    private readonly Dictionary<string, int> _offsets = [];

    /// <param name="inputs">Inputs d.</param>
    /// <param name="hiddenUnits">Hidden units k.</param>
    /// <param name="tied">The decoder's weights are the encoder's.</param>
    /// <param name="more">Blocks of the mechanism; null for none.</param>
    /// <param name="targets">Numbers of a target row, which is rebuilt in place of the row itself; 0 for none.</param>
    /// <exception cref="ArgumentException">Two blocks have one name, or weights are tied though there are targets.</exception>
    /// <exception cref="ArgumentOutOfRangeException">More numbers than one array can hold.</exception>
    public ParameterTable(int inputs, int hiddenUnits, bool tied, IReadOnlyList<Block>? more = null, int targets = 0)
    {
        (Inputs, HiddenUnits, Tied, Targets) = (inputs, hiddenUnits, tied, targets);
        if (tied && targets > 0) throw new ArgumentException("The decoder's weights cannot be the encoder's where there are targets. Leave `Tied` out.", nameof(tied));
        var weights = new Block(EncoderWeights, hiddenUnits, inputs) { IsDecayed = true, IsPerUnit = true };
        Blocks = [weights, new Block(EncoderBiases, hiddenUnits) { IsPerUnit = true }, .. tied ? [] : (Block[])[weights with { Name = DecoderWeights, Columns = Outputs }], new Block(DecoderBiases, Outputs), .. more ?? []];
        if (Blocks.Sum(block => block.Count) > Array.MaxLength / 2)
            throw new ArgumentOutOfRangeException(nameof(hiddenUnits), $"hidden: {hiddenUnits} units on {inputs} inputs need more weights than fit. Take fewer units.");
        foreach (var block in Blocks.OrderBy(block => block.IsDecayed ? 0 : block.IsLearned ? 1 : 2))
        {
            if (!_offsets.TryAdd(block.Name, Count)) throw new ArgumentException($"Two blocks are called {block.Name}. Give the mechanism's another name.", nameof(more));
            Count += (int)block.Count;
            if (block.IsDecayed) Decayed = Count;
            if (block.IsDecayed || block.IsLearned) Learned = Count;
        }
    }

    /// <summary>Inputs d.</summary>
    public int Inputs { get; }

    /// <summary>Numbers of a target row; 0 where rows themselves are rebuilt.</summary>
    public int Targets { get; }

    /// <summary>Numbers of an output: of a target row, where there are such, else of a row.</summary>
    public int Outputs => Targets > 0 ? Targets : Inputs;

    /// <summary>Hidden units k.</summary>
    public int HiddenUnits { get; }

    /// <summary>The decoder's weights are the encoder's.</summary>
    public bool Tied { get; }

    /// <summary>All blocks, in the order of the model file.</summary>
    public IReadOnlyList<Block> Blocks { get; }

    /// <summary>Numbers in all.</summary>
    public int Count { get; }

    /// <summary>How many of the first are decayed.</summary>
    public int Decayed { get; }

    /// <summary>How many of the first are learned; those after them are buffers.</summary>
    public int Learned { get; }

    /// <summary>Outputs also get a linear map of the row, <see cref="SkipWeights"/>.</summary>
    public bool HasSkip => _offsets.ContainsKey(SkipWeights);

    /// <summary>Where a block begins among all numbers.</summary>
    /// <exception cref="ArgumentException">There is no such block.</exception>
    public int OffsetOf(string block) => _offsets.TryGetValue(block, out var offset) ? offset : throw new ArgumentException($"There is no block {block}.", nameof(block));

    /// <summary>Where a unit's own learned numbers stand among all.</summary>
    public IEnumerable<(int First, int Count)> PlacesOf(int unit) =>
        from block in Blocks
        where block is { IsPerUnit: true, IsLearned: true }
        select (OffsetOf(block.Name) + unit * (block.Columns ?? 1), block.Columns ?? 1);

    /// <summary>The block that holds a number.</summary>
    internal Block BlockAt(int place) => Blocks.First(block => place >= OffsetOf(block.Name) && place < OffsetOf(block.Name) + block.Count);
}
