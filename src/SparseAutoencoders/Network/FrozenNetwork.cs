using System.Collections.Concurrent;

namespace SparseAutoencoders;

/// <summary>A trained model in its own precision, behind which <see cref="SparseAutoencoder"/> hides which one that is.</summary>
internal interface IFrozenNetwork
{
    /// <summary>Rows in, codes or outputs out, computed as they are read.</summary>
    IRows Transform(IRows rows, Transformation what, ImageShape? image, IReadOnlyList<string>? outputNames);

    /// <summary>The parameters in double precision.</summary>
    Parameters<double> Parameters { get; }

    /// <summary>What is done to rows first.</summary>
    InputPreparation Preparation { get; }
}

/// <summary>What rows become.</summary>
internal enum Transformation
{
    Encode,
    Decode,
    Reconstruct,

    /// <summary>To L of each row, and each input's share of it.</summary>
    Score,
}

/// <summary>Parameters and scaling that no longer change; each call takes its own buffers, so calls may come from many threads.</summary>
internal sealed class FrozenNetwork<T>(Parameters<T> parameters, ObjectiveOptions options, InputPreparation preparation) : IFrozenNetwork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ConcurrentBag<Buffers> _spare = [];
    private readonly RowEncoder<T> _encoder = new(parameters, options.Sparsity, Workers.Shared);
    private readonly Lazy<Parameters<double>> _double = new(parameters.As<double>);
    private readonly Lazy<PreparedRows<T>> _single = new(() => new(Rows.From(new Matrix<T>(1, parameters.Inputs)), preparation.Normalizer,
        unitInterval: preparation.Normalizer is null && options.Decoder == OutputFunction.Sigmoid, Workers.Shared));

    public Parameters<double> Parameters => _double.Value;

    public IRows Transform(IRows rows, Transformation what, ImageShape? image, IReadOnlyList<string>? outputNames)
    {
        if (what == Transformation.Encode && options.Sparsity.CodesAreSparse) return new SparseComputedRows(this, preparation.Entering(rows.Inputs()));
        var entering = what switch { Transformation.Decode => rows.Inputs(), Transformation.Score => preparation.Entering(rows), _ => preparation.Entering(rows.Inputs()) };
        var made = new ComputedRows(this, entering, what, image, outputNames);
        return what == Transformation.Reconstruct && preparation.Each is { } each ? new UnevenRows(made, preparation.Filled(rows.Inputs()), each) : made;
    }

    /// <summary>Codes of one row; false where that is not done here: a row is to be filled or scaled with others', or refused.</summary>
    public bool TryEncode(ReadOnlySpan<T> row, Span<T> codes)
    {
        if (preparation.Fill is not null || preparation.Each is not null || !_single.Value.PreparesRowByRow) return false;
        var buffers = Take(1);
        buffers.Rows.Resize(1);
        row.CopyTo(buffers.Rows.Row(0));
        var good = _single.Value.TryPrepare(buffers.Rows);
        if (good) _encoder.Encode(buffers.Rows.All, codes);
        _spare.Add(buffers);
        return good;
    }

    private sealed class Buffers(Parameters<T> parameters, ObjectiveOptions options, int rows)
    {
        public Network<T> Network { get; } = new(parameters, options, Workers.Shared);

        public Pass<T> Values => _values ??= Network.CreatePass(rows);

        public Matrix<T> Rows { get; } = new(rows, parameters.Inputs);

        public SparseCodes<T> Codes { get; } = new();

        public Matrix<T> Scores => _scores ??= new(Rows.Capacity, parameters.Outputs + 1);

        private Matrix<T>? _scores;
        private Pass<T>? _values;
    }

    /// <summary>Rows that are worked out when they are read.</summary>
    private class ComputedRows(FrozenNetwork<T> network, IRows rows, Transformation what, ImageShape? image, IReadOnlyList<string>? outputNames) : IRows
    {
        protected FrozenNetwork<T> Owner => network;

        protected PreparedRows<T> Prepared { get; } = new(rows, what == Transformation.Decode ? null : network.Preparation.Scaling(rows),
            unitInterval: what != Transformation.Decode && network.Preparation.Normalizer is null && network.Options.Decoder == OutputFunction.Sigmoid, Workers.Shared);

        public string Name => rows.Name;

        public int Count => rows.Count;

        public int Width => what switch
        {
            Transformation.Encode => network.Learned.HiddenUnits,
            Transformation.Score => network.Learned.Outputs + 1,
            _ => network.Learned.Outputs,
        };

        public string NumberType => typeof(T) == typeof(float) && !UndoesWide ? "float32" : "float64";

        public ImageShape? Image => what is Transformation.Encode or Transformation.Score ? null : image;

        public IReadOnlyList<string>? Columns => field ??= what switch
        {
            Transformation.Reconstruct => network.IsTranscoder ? outputNames : rows.Columns ?? outputNames,
            Transformation.Decode => outputNames,
            Transformation.Score => ["error", .. (network.IsTranscoder ? null : rows.Columns) ?? outputNames
                ?? Enumerable.Range(0, network.Learned.Outputs).Select(number => string.Create(CultureInfo.InvariantCulture, $"{(network.IsTranscoder ? "output" : "input")} {number}"))],
            _ => null,                                                   // a file of codes holds numbers alone
        };

        public int PlaceInSource(int row) => rows.PlaceInSource(row);

        public string SourceOf(int row) => rows.SourceOf(row);

        public void Read<TNumber>(int first, Span<TNumber> destination) where TNumber : unmanaged, IBinaryFloatingPointIeee754<TNumber>
        {
            var count = destination.Length / Width;
            // Rows in memory and codes that need not be converted: nothing is copied. Neither may lie where the other does.
            var codes = what == Transformation.Encode && typeof(TNumber) == typeof(T) ? MemoryMarshal.Cast<TNumber, T>(destination) : default;
            if (!codes.IsEmpty && Prepared.Lend(first, count) is { } lent && !lent.All.Overlaps(codes))
            {
                network._encoder.Encode(Prepared, first, lent, codes);
                return;
            }
            if (count > BlockSizes.Rows && LieIn(MemoryMarshal.AsBytes(destination), first, count))
            {
                // Later rows are read after earlier results are written.
                var apart = new TNumber[destination.Length];
                Read<TNumber>(first, apart);
                apart.CopyTo(destination);
                return;
            }
            var buffers = network.Take(count);
            for (var done = 0; done < count;)
            {
                var height = Math.Min(buffers.Values.Capacity, count - done);
                buffers.Values.Resize(height, meanOver: height);
                var made = network.Run(buffers, Prepared, what, first + done, height);
                var result = made.All;
                var place = destination.Slice(done * Width, result.Length);
                if (UndoesWide) network.Preparation.Outputs.Normalizer!.UndoWide(made, place, Workers.Shared);
                else if (typeof(TNumber) == typeof(T)) MemoryMarshal.Cast<T, TNumber>(result).CopyTo(place);
                else for (var i = 0; i < result.Length; i++) place[i] = TNumber.CreateTruncating(result[i]);
                done += height;
            }
            network._spare.Add(buffers);
        }

        private bool LieIn(Span<byte> memory, int first, int count) => rows switch
        {
            MemoryRows<float> single => MemoryMarshal.AsBytes(single.Lend(first, count).All).Overlaps(memory),
            MemoryRows<double> wide => MemoryMarshal.AsBytes(wide.Lend(first, count).All).Overlaps(memory),
            _ => false,
        };

        // Outputs in the data's own units are beyond single precision where the rows are.
        private bool UndoesWide => what is Transformation.Decode or Transformation.Reconstruct && network.Preparation.Outputs.Normalizer is { IsWide: true };

        public void Dispose() { }
    }

    /// <summary>Codes of which most are 0, worked out when they are read.</summary>
    private sealed class SparseComputedRows(FrozenNetwork<T> network, IRows rows) : ComputedRows(network, rows, Transformation.Encode, null, null), ISparseRows
    {
        public void ReadSparse<TNumber>(int first, int count, SparseCodes<TNumber> destination) where TNumber : unmanaged, IBinaryFloatingPointIeee754<TNumber>
        {
            ArgumentNullException.ThrowIfNull(destination);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - first);
            var buffers = Owner.Take(count);
            destination.Begin(count, Width);
            for (var done = 0; done < count; done += buffers.Values.Rows)
            {
                var height = Math.Min(buffers.Rows.Capacity, count - done);
                buffers.Values.Resize(height, meanOver: height);
                buffers.Rows.Resize(height);
                Prepared.Read(first + done, buffers.Rows);
                buffers.Values.Input = buffers.Rows;
                buffers.Network.Encode(buffers.Values);
                destination.Append(buffers.Values.SparseCodes!);
            }
            destination.Complete();
            Owner._spare.Add(buffers);
        }
    }

    public InputPreparation Preparation => preparation;

    private ObjectiveOptions Options => options;

    private bool IsTranscoder => parameters.Table.Targets > 0;

    /// <summary>The parameters as they are saved.</summary>
    public Parameters<T> Learned => parameters;

    // A single row asks for small buffers, which are not worth keeping large ones for.
    private Buffers Take(int rows)
    {
        if (_spare.TryTake(out var buffers))
        {
            if (buffers.Rows.Capacity >= Math.Min(rows, BlockSizes.Rows)) return buffers;
        }
        return new Buffers(parameters, options, Math.Min(rows, BlockSizes.Rows));
    }

    private static Matrix<T> Score(Buffers buffers)
    {
        var (values, terms, scores) = (buffers.Values, buffers.Values.Output, buffers.Scores);
        buffers.Network.EvaluateTerms(values, terms);
        scores.Resize(values.Rows);
        for (var r = 0; r < values.Rows; r++)
        {
            var error = Reductions.SumOfMagnitudes<T>(terms.Row(r));
            var row = scores.Row(r);
            row[0] = T.CreateTruncating(error);
            Elementwise.Map<T, Scale<T>>(terms.Row(r), row[1..], new Scale<T>(T.CreateTruncating(error > 0 ? 1 / error : 0)));
        }
        return scores;
    }

    private Matrix<T> Run(Buffers buffers, PreparedRows<T> rows, Transformation what, int first, int count)
    {
        var (network, values) = (buffers.Network, buffers.Values);
        values.SparseCodes = null;                               // of rows that were read without zeros
        values.HasInput = what != Transformation.Decode;
        if (what == Transformation.Decode)
        {
            var codes = values.Codes;
            rows.Read(first, codes);
        }
        else
        {
            if (rows.Targets > 0) rows.Read(first, values.Incoming);
            values.Take(rows.Targets > 0 ? values.Incoming : rows.Take(first, count, buffers.Rows));
            // With targets all is checked and scaled by now.
            _encoder.Encode(rows.Targets > 0 ? new PreparedRows<T>(Rows.From(values.Input), null, unitInterval: false, Workers.Shared) : rows, first, values.Input, values.Codes.All);
            if (what == Transformation.Encode) return values.Codes;
        }
        if (options.Sparsity.CodesAreSparse && what != Transformation.Decode) (values.SparseCodes = buffers.Codes).Take(values.Codes);
        if (what == Transformation.Score) return Score(buffers);
        network.Decode(values);
        if (preparation.Outputs.Normalizer is { IsWide: false } normalizer) normalizer.Undo(values.Output, Workers.Shared);
        return values.Output;
    }
}
