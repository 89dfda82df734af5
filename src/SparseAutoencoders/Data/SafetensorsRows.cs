namespace SparseAutoencoders;

/// <summary>Rows in a safetensors file: one of its tensors, (rows, inputs) or (rows, height, width). U8 is read as value/255, all other numbers as they are.</summary>
public static class SafetensorsRows
{
    private const int NamesShown = 20;

    /// <summary>Its entry in the list of formats.</summary>
    public static RowFormat Format { get; } = new(
        "safetensors", "a tensor (rows, inputs), named by `Tensor` where there are several", [".safetensors"],
        static head => SafetensorsHeader.Recognises(head.Span), static (path, options) => Open(path, options.Tensor));

    private static StoredRows Open(string path, string? name)
    {
        var file = SafetensorsFile.Open(path);
        try
        {
            if (name is null && file.Metadata.TryGetValue("format", out var kind) && kind.StartsWith("sparse-autoencoders/", StringComparison.Ordinal))
                throw new InvalidDataException($"{path}: is a model, not rows. Give the file of rows (images, .npy, .csv or another .safetensors).");
            var tensor = Choose(file, name);
            if (tensor.Shape.Count < 2) throw new InvalidDataException($"{path}: its tensor {tensor} is not rows of numbers. Give one of at least two sizes, (rows, inputs).");
            var number = SafetensorsNumber.Stored(tensor.NumberType)
                ?? throw new InvalidDataException($"{path}: its tensor {tensor} holds numbers of a type that is not read. Save it as F32.");
            if (number.Kind == NumberKind.UInt8) number = new StoredNumber(NumberKind.ByteFraction);
            return new StoredRows(file.Source, path, tensor.Offset, RowShape.Of(path, tensor.Shape), number);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static SafetensorsTensor Choose(SafetensorsFile file, string? name)
    {
        if (name is not null)
            return file.Find(name) ?? throw new InvalidDataException($"{file.Path}: holds no tensor '{MessageText.Visible(name)}'. It holds: {List(file.Tensors)}.");
        var candidates = file.Tensors.Where(tensor => tensor.Shape.Count >= 2).ToList();
        return candidates.Count switch
        {
            1 => candidates[0],
            0 => throw new InvalidDataException($"{file.Path}: holds no tensor of rows (at least two sizes), only: {List(file.Tensors)}. Save one as (rows, inputs)."),
            _ => throw new InvalidDataException($"{file.Path}: holds several tensors: {List(candidates)}. Choose one with `Tensor = \"NAME\"`."),
        };
    }

    private static string List(IReadOnlyList<SafetensorsTensor> tensors) =>
        tensors.Count == 0 ? "nothing" : string.Join(", ", tensors.Take(NamesShown)) + (tensors.Count > NamesShown ? ", …" : "");
}
