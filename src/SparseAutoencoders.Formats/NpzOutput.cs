using System.Globalization;
using System.IO.Compression;
using System.Numerics;

namespace SparseAutoencoders.Formats;

/// <summary>Writes the numbers of rows that are not 0, as scipy.sparse.save_npz writes a CSR matrix: an archive of the arrays indices, indptr, format, shape and data.</summary>
/// <remarks>An array's head says how long it is, and that is known at the end. Until then what the arrays will hold is kept: in memory while it is little, beyond that in temporary files.</remarks>
public sealed class NpzOutput : IRowWriter
{
#if DEBUG
    private const int AtOnce = 3;
#else
    private const int AtOnce = 1 << 16;
#endif

    // As numpy's: the same codes give the same bytes on any day.
    private static readonly DateTimeOffset Day = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Of indices; above it, scipy too takes 64 bits for them.
    private readonly long _mostNarrow;

    internal NpzOutput(long mostNarrow = int.MaxValue) => _mostNarrow = mostNarrow;

    /// <summary>Its entry in the list of outputs.</summary>
    public static IRowWriter Format { get; } = new NpzOutput();

    /// <inheritdoc/>
    public string Ending => ".npz";

    /// <inheritdoc/>
    public bool LeavesOutZeros => true;

    /// <inheritdoc/>
    /// <exception cref="IOException">There is no room for a temporary file.</exception>
    public void Write<T>(Stream stream, IRows rows, IProgress<int>? progress, CancellationToken cancel) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(rows);
        using var columns = new SpooledList<int>("output");
        using var numbers = new SpooledList<T>("output");
        using var starts = new SpooledList<long>("output");
        foreach (var (first, block) in SparseWalk.Blocks<T>(rows, cancel))
        {
            for (var r = 0; r < block.Rows; r++) starts.Add(numbers.Count + block.StartOf(r));
            foreach (var column in block.Units) columns.Add(column);
            foreach (var number in block.Values) numbers.Add(number);
            progress?.Report(first + block.Rows);
        }
        starts.Add(numbers.Count);

        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        if (Math.Max(numbers.Count, rows.Width) > _mostNarrow)
        {
            Add(archive, "indices", "<i8", columns, column => (long)column, cancel);
            Add(archive, "indptr", "<i8", starts, start => start, cancel);
        }
        else
        {
            Add(archive, "indices", "<i4", columns, column => column, cancel);
            Add(archive, "indptr", "<i4", starts, start => (int)start, cancel);
        }
        using (var format = Begin(archive, "format", "|S3", "()")) format.Write("csr"u8);
        using (var shape = Begin(archive, "shape", "<i8", "(2,)")) LittleEndian.Write<long>(shape, [rows.Count, rows.Width]);
        Add(archive, "data", $"<f{LittleEndian.Size<T>()}", numbers, number => number, cancel);
    }

    private static void Add<TKept, TWritten>(ZipArchive archive, string name, string type, SpooledList<TKept> list, Func<TKept, TWritten> convert, CancellationToken cancel)
        where TKept : unmanaged where TWritten : unmanaged
    {
        list.Complete();
        using var member = Begin(archive, name, type, string.Create(CultureInfo.InvariantCulture, $"({list.Count},)"));
        var (kept, written) = (new TKept[AtOnce], new TWritten[AtOnce]);
        for (var first = 0L; first < list.Count; first += AtOnce)
        {
            cancel.ThrowIfCancellationRequested();
            var count = (int)Math.Min(AtOnce, list.Count - first);
            list.Read(first, kept.AsSpan(0, count));
            for (var i = 0; i < count; i++) written[i] = convert(kept[i]);
            LittleEndian.Write<TWritten>(member, written.AsSpan(0, count));
        }
    }

    private static Stream Begin(ZipArchive archive, string name, string type, string shape)
    {
        var entry = archive.CreateEntry($"{name}.npy", CompressionLevel.Fastest);      // more care makes codes hardly smaller: the last digits of numbers do not pack
        entry.LastWriteTime = Day;
        var member = entry.Open();
        member.Write(NpyWriter.Header(type, shape));
        return member;
    }
}
