using System.Buffers;

namespace SparseAutoencoders;

/// <summary>Rows and what is to be rebuilt from each, side by side. It owns both.</summary>
internal sealed class PairedRows : IRows
{
    private const int NumbersPerBlock = 1 << 15;

    public PairedRows(IRows inputs, IRows targets)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (inputs.TargetWidth + targets.TargetWidth > 0)
            throw new InvalidDataException($"targets: {(inputs.TargetWidth > 0 ? inputs : targets).Name} has targets already. Pair rows once (`Rows.Paired`).");
        if (targets.Count != inputs.Count)
            throw new InvalidDataException($"targets: {targets.Name} holds {targets.Count} rows, but {inputs.Name} has {inputs.Count}. Give as many, in the same order.");
        if (inputs.Width < 1 || targets.Width < 1) throw new InvalidDataException($"targets: the rows of {(inputs.Width < 1 ? inputs : targets).Name} hold no numbers. Give rows with numbers.");
        if ((long)inputs.Width + targets.Width > int.MaxValue)
            throw new InvalidDataException($"targets: a row of {inputs.Name} and one of {targets.Name} together hold more than {int.MaxValue} numbers. Give fewer columns.");
        (Inputs, Targets) = (inputs, targets);
        if (inputs.Columns is not null || targets.Columns is not null) Columns = [.. Names(inputs), .. Names(targets)];
    }

    /// <summary>The rows alone.</summary>
    public IRows Inputs { get; }

    /// <summary>The targets alone.</summary>
    public IRows Targets { get; }

    public string Name => Inputs.Name;

    public int Count => Inputs.Count;

    public int Width => Inputs.Width + Targets.Width;

    public int TargetWidth => Targets.Width;

    public string NumberType => Inputs.NumberType == Targets.NumberType ? Inputs.NumberType : "mixed";

    public ImageShape? Image => Inputs.Image;

    /// <summary>Where one of both has names, the other's are empty.</summary>
    public IReadOnlyList<string>? Columns { get; }

    public IReadOnlyList<string> Notes => [.. Inputs.Notes, .. Targets.Notes];

    public IRowTexts? Captions => Inputs.Captions;

    public IRowTexts? Labels => Inputs.Labels;

    public int PlaceInSource(int row) => Inputs.PlaceInSource(row);

    public string SourceOf(int row) => Inputs.SourceOf(row);

    public string PlaceOf(int? row, int column) => column < Inputs.Width ? Inputs.PlaceOf(row, column) : Targets.PlaceOf(row, column - Inputs.Width);

    public void Read<T>(int first, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowRange.Check(this, first, destination.Length);
        Read(Inputs, first, destination, 0);
        Read(Targets, first, destination, Inputs.Width);
    }

    public void Dispose()
    {
        Inputs.Dispose();
        Targets.Dispose();
    }

    /// <summary>Reads one of both to its columns.</summary>
    private void Read<T>(IRows part, int first, Span<T> destination, int column) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (count, atOnce) = (destination.Length / Width, Math.Max(1, NumbersPerBlock / part.Width));
        var buffer = ArrayPool<T>.Shared.Rent(Math.Min(atOnce, count) * part.Width);
        for (var done = 0; done < count; done += atOnce)
        {
            var block = buffer.AsSpan(0, Math.Min(atOnce, count - done) * part.Width);
            part.Read(first + done, block);
            for (var r = 0; r * part.Width < block.Length; r++) block.Slice(r * part.Width, part.Width).CopyTo(destination[((done + r) * Width + column)..]);
        }
        ArrayPool<T>.Shared.Return(buffer);
    }

    private static IEnumerable<string> Names(IRows rows) => rows.Columns ?? Enumerable.Repeat("", rows.Width);
}
