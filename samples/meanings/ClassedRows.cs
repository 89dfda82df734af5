using SparseAutoencoders;

namespace Meanings;

/// <summary>Rows and the class of each.</summary>
/// <param name="Numbers">(rows, inputs).</param>
/// <param name="Classes">One a row: its place in the list of names.</param>
/// <param name="Names">Names of the classes.</param>
/// <param name="Texts">A text a row; none where there are none.</param>
internal sealed record ClassedRows(Matrix<float> Numbers, int[] Classes, IReadOnlyList<string> Names, string[] Texts)
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
        var lines = File.ReadLines(table).Skip(1).Select(line => line.Split(',', 2)).ToArray();
        var labels = lines.Select(line => line[0]).ToArray();
        if (labels.Length != rows.Count) throw new InvalidDataException($"{table}: has {labels.Length} rows, and embeddings.npy beside it {rows.Count}. Make both anew with samples/meanings/embed.");
        string[] names = [.. labels.Distinct().Order(StringComparer.Ordinal)];
        return new(rows.ToMatrix<float>(), [.. labels.Select(label => Array.BinarySearch(names, label, StringComparer.Ordinal))], names, [.. lines.Select(line => line[^1])]);
    }

    /// <summary>The first rows alone.</summary>
    public ClassedRows First(int count) => Part(0, Math.Min(count, Classes.Length));

    /// <summary>The first four fifths of the rows, and the others. They were shuffled when they were made, gloss by gloss: tokens of a gloss stay together.</summary>
    public (ClassedRows Training, ClassedRows HeldOut) Split() => (First(Classes.Length * 4 / 5), Part(Classes.Length * 4 / 5, Classes.Length));

    private ClassedRows Part(int first, int end)
    {
        var numbers = new Matrix<float>(end - first, Numbers.Columns);
        Numbers.All.Slice(first * Numbers.Columns, numbers.All.Length).CopyTo(numbers.All);
        return new(numbers, Classes[first..end], Names, Texts.Length == 0 ? [] : Texts[first..end]);
    }
}
