using SparseAutoencoders;

namespace Meanings;

/// <summary>Rows and the class of each.</summary>
/// <param name="Numbers">(rows, inputs).</param>
/// <param name="Classes">One a row: its place in the list of names.</param>
/// <param name="Names">Names of the classes.</param>
internal sealed record ClassedRows(Matrix<float> Numbers, int[] Classes, IReadOnlyList<string> Names)
{
    /// <summary>The rows for the library.</summary>
    public IRows Rows => SparseAutoencoders.Rows.From(Numbers);

    /// <summary>Reads a folder as samples/meanings/embed writes it.</summary>
    /// <param name="folder">Holds embeddings.npy and glosses.csv, whose first column is the class.</param>
    /// <exception cref="InvalidDataException">The two do not go together.</exception>
    public static ClassedRows Read(string folder)
    {
        using var rows = Choices.BuiltIn.Open(Path.Combine(folder, "embeddings.npy"));
        var table = Path.Combine(folder, "glosses.csv");
        var labels = File.ReadLines(table).Skip(1).Select(line => line.Split(',')[0]).ToArray();
        if (labels.Length != rows.Count) throw new InvalidDataException($"{table}: has {labels.Length} rows, and embeddings.npy beside it {rows.Count}. Make both anew with samples/meanings/embed.");
        string[] names = [.. labels.Distinct().Order(StringComparer.Ordinal)];
        return new(rows.ToMatrix<float>(), [.. labels.Select(label => Array.BinarySearch(names, label, StringComparer.Ordinal))], names);
    }

    /// <summary>The first rows alone.</summary>
    public ClassedRows First(int count) => Of(Enumerable.Range(0, Math.Min(count, Classes.Length)));

    /// <summary>Four fifths of the rows, drawn at random, and the others.</summary>
    public (ClassedRows Training, ClassedRows HeldOut) Split(ulong seed)
    {
        var order = Enumerable.Range(0, Classes.Length).ToArray();
        new RandomNumbers(seed, stream: 1).Shuffle(order);
        var training = order.Length * 4 / 5;
        return (Of(order[..training].Order()), Of(order[training..].Order()));
    }

    private ClassedRows Of(IEnumerable<int> rows)
    {
        int[] taken = [.. rows];
        var numbers = new Matrix<float>(taken.Length, Numbers.Columns);
        for (var r = 0; r < taken.Length; r++) Numbers.Row(taken[r]).CopyTo(numbers.Row(r));
        return new(numbers, [.. taken.Select(row => Classes[row])], Names);
    }
}
